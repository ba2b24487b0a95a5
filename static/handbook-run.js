/*
 * Run mode: working through a runbook.  Steps are ticked with their time, time boxes count down, and what was done leaves
 * as a timeline.  Loaded by handbook.js when a run is begun, or goes on.  The markup is the layout's (parts/run); what is kept is kept by this browser alone, a page each.
 */
(function () {
	"use strict";

	var KEY = "run " + location.pathname;
	/* Where steps are; so has a section with a time box. */
	var WORK = ["prerequisites", "diagnosis", "mitigation", "resolution", "verification", "rollback", "steps"];

	/* started: 0 or when; ticks: by a step's key { at, text }; notes: [{ at, text }]. Times are in milliseconds. */
	var run = { started: 0, ticks: {}, notes: [] };
	var steps = [], boxes = [], kept = true, phase = "", panel, bar, beginning;

	function all(selector, within) {
		return Array.prototype.slice.call((within || document).querySelectorAll(selector));
	}

	function make(name, className, text) {
		var node = document.createElement(name);
		if (className) node.className = className;
		if (text) node.textContent = text;
		return node;
	}

	function two(n) { return (n < 10 ? "0" : "") + n; }

	/* ---- what is kept ---- */

	function load() {
		var was;
		try { was = JSON.parse(localStorage.getItem(KEY)); } catch (_) { was = null; }
		run = was && was.started && was.ticks && was.notes ? was : { started: 0, ticks: {}, notes: [] };
	}

	function keep() {
		try {
			if (run.started) localStorage.setItem(KEY, JSON.stringify(run));
			else localStorage.removeItem(KEY);
			kept = true;
		} catch (_) { kept = false; }
	}

	/* ---- words of a step, as Markdown of one line ---- */

	var BESIDE = ".code, pre, table, ul, ol, .tick, .check, .anchor, .time-box, .countdown, .hidden";

	/* Of a session what was typed, as the button beside it copies it; a line that goes on is one. */
	function firstLine(code) {
		var typed = code.cloneNode(true);
		all(".prompt, .output", typed).forEach(function (other) { other.remove(); });
		return "`" + (typed.textContent.trim() || code.textContent.trim()).replace(/\\\n\s*/g, "").split("\n")[0].replace(/`/g, "'") + "`";
	}

	function wordsOf(node) {
		var copy = node.cloneNode(true), command;
		all(BESIDE, copy).forEach(function (other) { other.remove(); });
		all("code", copy).forEach(function (code) { code.textContent = "`" + code.textContent.replace(/`/g, "'") + "`"; });
		if (!copy.textContent.trim() && (command = node.querySelector("pre code"))) return firstLine(command);
		return copy.textContent.replace(/\s+/g, " ").trim();
	}

	/* Code and addresses stay; of all else no letter is a sign of Markdown's. */
	function escaped(text) {
		return text.replace(/\s+/g, " ").trim().replace(/(`[^`]+`|https?:\/\/[^\s<>]+)|[\\*[\]<>|~`]|(?<![a-z0-9])_|_(?![a-z0-9])|&(?=#?\w+;)/gi,
			function (found, whole) { return whole || "\\" + found; });
	}

	/* ---- the timeline ---- */

	function events() {
		var list = run.notes.concat(Object.keys(run.ticks).map(function (key) { return run.ticks[key]; }));
		list.sort(function (a, b) { return a.at - b.at; });
		return run.started ? [{ at: run.started, text: panel.dataset.began.replace("{title}", panel.dataset.title) }].concat(list) : list;
	}

	/* A day is named where it is another than the line before. */
	function timeline() {
		var day = "";
		return "## Timeline (UTC)\n\n" + events().map(function (event) {
			var iso = new Date(event.at).toISOString(), date = iso.slice(0, 10), named = day && day !== date ? date + " " : "";
			day = date;
			return "- " + named + iso.slice(11, 16) + " UTC " + escaped(event.text) + "\n";
		}).join("");
	}

	/* With its day where that is not today's: a run of another night may still be open. */
	function stamp(at) {
		var date = new Date(at), language = document.documentElement.lang || undefined, utc = two(date.getUTCHours()) + ":" + two(date.getUTCMinutes()) + " UTC", time = make("time", "stamp");
		var day = date.toDateString() === new Date().toDateString() ? "" : date.toLocaleDateString(language, { day: "numeric", month: "long" }) + ", ";
		var here = date.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" });
		time.dateTime = date.toISOString();
		time.textContent = day + (date.getTimezoneOffset() ? here + " · " + utc : utc);
		return time;
	}

	/* ---- steps ---- */

	/* Lists within steps and beside the text are none of their own. */
	function itemsOf(section) {
		return all("li", section).filter(function (item) { return !item.parentNode.closest("li, blockquote, .alert, table, .footnotes"); });
	}

	/* Its items and the headings below its own, which stands for it where there are none; a section's heading may be of any level. */
	function nodesOf(section) {
		var own = all(":scope > :is(h2, h3, h4):first-child", section);
		var heads = all("h3, h4", section).filter(function (head) { return head !== own[0]; }), nodes = itemsOf(section).concat(heads);
		return nodes.length ? nodes : own;
	}

	function findSteps() {
		var seen = {};
		all(".body [data-section]").forEach(function (section) {
			var own = [];
			if (WORK.indexOf(section.dataset.section) < 0 && !section.dataset.timeBox) return;
			nodesOf(section).forEach(function (node) {
				var words = wordsOf(node), key = section.dataset.section + "/" + words, head = /^H/.test(node.tagName);
				if (!words) return;
				seen[key] = (seen[key] || 0) + 1;
				own.push({ node: node, head: head, key: key + (seen[key] > 1 ? "#" + seen[key] : ""), text: head ? panel.dataset.section.replace("{section}", words) : words, words: words });
			});
			steps = steps.concat(own);
			if (section.dataset.timeBox) findBox(section, own);
		});
	}

	function addTick(step) {
		var label = make("label", "tick"), input = make("input");
		input.type = "checkbox";
		input.setAttribute("aria-label", panel.dataset.tick.replace("{step}", step.words));
		input.addEventListener("change", function () {
			if (input.checked) run.ticks[step.key] = { at: Date.now(), text: step.text };
			else delete run.ticks[step.key];
			changed();
		});
		label.appendChild(input);
		if (step.head) step.node.after(label);
		else step.node.prepend(label);
		step.label = label;
	}

	function showSteps() {
		steps.forEach(function (step) {
			var tick = run.ticks[step.key], old;
			if (!step.label && run.started) addTick(step);
			if (!step.label) return;
			step.label.hidden = !run.started;
			step.label.firstChild.checked = !!tick;
			if ((old = step.label.querySelector("time"))) old.remove();
			if (tick) step.label.appendChild(stamp(tick.at));
			step.node.classList.toggle("ticked", !!tick);
		});
	}

	/* ---- time boxes: one after another, the first from the start ---- */

	function findBox(section, own) {
		var head = section.querySelector("h2, h3, h4"), shown = make("span", "countdown"), place = head && head.querySelector(".time-box");
		shown.setAttribute("aria-hidden", "true");
		if (place) place.after(shown);
		boxes.push({ name: head ? wordsOf(head) : section.dataset.section, shown: shown, steps: own, length: section.dataset.timeBox * 1000 });
	}

	function ticksOf(box) {
		return box.steps.map(function (step) { return run.ticks[step.key]; }).filter(Boolean).map(function (tick) { return tick.at; });
	}

	function doneAt(box) {
		var ticks = ticksOf(box);
		return ticks.length && ticks.length === box.steps.length ? Math.max.apply(null, ticks) : 0;
	}

	/* The one that runs, and since when: a box begins when the one before is done, or with a tick in it. */
	function current() {
		var found = null;
		boxes.forEach(function (box, i) {
			var ticks = ticksOf(box), before = i ? doneAt(boxes[i - 1]) : run.started;
			var from = i && ticks.length ? Math.min.apply(null, ticks.concat(before || Infinity)) : before;
			if (from) found = doneAt(box) ? null : { box: box, left: from + box.length - Date.now() };
		});
		return found;
	}

	function clock(milliseconds) {
		var s = Math.max(0, Math.ceil(milliseconds / 1000)), h = Math.floor(s / 3600);
		return (h ? h + ":" + two(Math.floor(s / 60) % 60) : Math.floor(s / 60)) + ":" + two(s % 60);
	}

	/* Said once each, and not again what was so when the page was opened. */
	function announce(now, text) {
		if (now !== phase) panel.querySelector("[role=status]").textContent = text;
		phase = now;
	}

	function showBox(silent) {
		var now = current(), over = now && now.left <= 0, near = now && !over && now.left <= 60000 && now.box.length > 60000;
		var text = !now ? "" : over ? panel.dataset.over.replace("{section}", now.box.name) : now.box.name + ": " + clock(now.left) + " " + panel.dataset.left;
		var next = !now ? "" : now.box.name + (over ? " over" : near ? " near" : "");
		if (over) nameCalled();
		boxes.forEach(function (box) { box.shown.textContent = now && now.box === box ? clock(now.left) : ""; });
		bar.querySelector(".box").textContent = text;
		bar.querySelector(".escalate").hidden = !over;
		bar.classList.toggle("late", !!over);
		if (silent) phase = next;
		announce(next, over ? text + " " + bar.querySelector(".escalate").textContent.replace(/\s+/g, " ").trim() : near ? panel.dataset.minute.replace("{section}", now.box.name) : "");
	}

	function findEscalation() {
		var link = bar.querySelector(".escalate a");
		var head = document.querySelector(".body [data-section=escalation] :is(h2, h3)[id]") || document.getElementById("escalation-path");
		if (head) link.href = "#" + head.id;
		else link.remove();
	}

	/* Nobody in quiet hours is. */
	function isCalled(person) {
		return !person.nextElementSibling || !person.nextElementSibling.classList.contains("resting");
	}

	/* Of a schedule who has their turn now, where that is known; else what is called itself. */
	function calledFor(target) {
		var turn = all(".who", target)[0];
		if (turn && turn.querySelector(".overdue")) return [];
		return (turn && turn.querySelector("a") ? all("a", turn) : all("a", target).slice(0, 1)).filter(isCalled);
	}

	/* The people that the page names now, level by level, each once. */
	function nameCalled() {
		var place = bar.querySelector(".escalate span"), names = [], seen = {};
		all(".path .target").forEach(function (target) {
			calledFor(target).forEach(function (person) {
				if (!seen[person.href]) names.push(person.cloneNode(true));
				seen[person.href] = true;
			});
		});
		if (place.dataset.shown === String(Object.keys(seen))) return;
		place.dataset.shown = String(Object.keys(seen));
		place.replaceChildren();
		names.forEach(function (name, i) { place.append(i ? ", " : "", name); });
	}

	/* ---- the page ---- */

	function logLine(event) {
		var item = make("li"), remove;
		item.append(stamp(event.at), " ", event.text);
		if (run.notes.indexOf(event) < 0) return item;
		remove = make("button", "remove", panel.dataset.remove);
		remove.type = "button";
		remove.setAttribute("aria-label", panel.dataset.remove + ": " + event.text);
		remove.addEventListener("click", function () {
			run.notes.splice(run.notes.indexOf(event), 1);
			changed();
			panel.querySelector("textarea").focus();
		});
		item.append(" ", remove);
		return item;
	}

	function showLog() {
		var list = panel.querySelector(".log"), lines = events();
		list.replaceChildren.apply(list, lines.map(logLine));
		panel.querySelector(".none").hidden = lines.length > 0;
		panel.querySelector(".unkept").hidden = kept;
	}

	function showClock(silent) {
		if (!run.started) return;
		bar.querySelector(".clock span").textContent = clock(Date.now() - run.started);
		showBox(silent === true);
	}

	function show(silent) {
		panel.hidden = bar.hidden = !run.started;
		beginning.hidden = !!run.started;
		document.documentElement.classList.toggle("running", !!run.started);
		showSteps();
		showLog();
		showClock(silent);
	}

	function changed() {
		keep();
		show(false);
	}

	function begin() {
		var first;
		run.started = Date.now();
		changed();
		first = steps.length ? steps[0].label.firstChild : panel.querySelector("textarea");
		first.focus();
	}

	/* The next incident has another host: handbook.js hears of it, as if they had been emptied by hand. */
	function forgetParameters() {
		all(".parameters input").forEach(function (input) {
			input.value = "";
			input.dispatchEvent(new Event("input", { bubbles: true }));
		});
	}

	function reset() {
		if (!confirm(panel.dataset.confirm)) return;
		run = { started: 0, ticks: {}, notes: [] };
		phase = "";
		boxes.forEach(function (box) { box.shown.textContent = ""; });
		panel.querySelector("textarea").value = "";
		forgetParameters();
		changed();
		beginning.querySelector("button").focus();
	}

	function addNote(event) {
		var field = panel.querySelector("textarea"), text = field.value.replace(/\s+/g, " ").trim();
		event.preventDefault();
		if (text) run.notes.push({ at: Date.now(), text: text });
		field.value = "";
		field.focus();
		changed();
	}

	/* In a field of several lines Ctrl and Enter send it. */
	function noteKeys(event) {
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) addNote(event);
	}

	function start() {
		var form;
		panel = document.querySelector(".run");
		bar = document.querySelector(".run-bar");
		beginning = document.querySelector(".run-start");
		if (!panel || !bar || !beginning) return;
		form = panel.querySelector("form");
		findSteps();
		findEscalation();
		beginning.querySelector("button").addEventListener("click", begin);
		form.addEventListener("submit", addNote);
		form.addEventListener("keydown", noteKeys);
		panel.querySelector(".reset").addEventListener("click", reset);
		panel.querySelector(".timeline").addEventListener("click", function (event) { window.sitrepCopy(timeline(), event.target, panel.querySelector(".log")); });
		addEventListener("storage", function (event) { if (event.key === KEY || event.key === null) { load(); show(true); } });
		document.addEventListener("visibilitychange", showClock);
		setInterval(showClock, 1000);
		load();
		show(true);
		if (beginning.dataset.begin && !run.started) begin();
	}

	if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
	else start();
})();
