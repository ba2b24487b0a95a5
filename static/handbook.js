/* The handbook works without this: what is here only makes it quicker. */
(function () {
	"use strict";

	function all(selector, within) {
		return Array.prototype.slice.call((within || document).querySelectorAll(selector));
	}

	/* localStorage may be forbidden. */
	function recall(key) {
		try { return localStorage.getItem(key) || ""; } catch (_) { return ""; }
	}

	function remember(key, value) {
		try { localStorage.setItem(key, value); } catch (_) { /* then it is asked again */ }
	}

	/* ---- commands: copying, parameters ---- */

	function select(node) {
		var range = document.createRange(), selection = getSelection();
		range.selectNodeContents(node);
		selection.removeAllRanges();
		selection.addRange(range);
	}

	/* Where pages come from file: or plain http: there is no clipboard but this one. */
	function copyBySelection(text) {
		var field = document.createElement("textarea"), before = document.activeElement, done;
		field.value = text;
		field.className = "hidden";
		document.body.appendChild(field);
		field.select();
		done = document.execCommand("copy");
		field.remove();
		if (before) before.focus({ preventScroll: true });
		return done;
	}

	function say(button, word) {
		var before = button.textContent;
		if (button.disabled) return;
		button.textContent = document.body.dataset[word];
		button.disabled = true;
		setTimeout(function () { button.textContent = before; button.disabled = false; }, 1500);
	}

	/* copyText(text, button, node): what can't be copied is selected, for a hand to do it. */
	function copyText(text, button, node) {
		function fallback() {
			var done = copyBySelection(text);
			if (!done) select(node);
			say(button, done ? "copied" : "copyFailed");
		}
		if (!navigator.clipboard) return fallback();
		navigator.clipboard.writeText(text).then(function () { say(button, "copied"); }, fallback);
	}

	/* The commands alone: neither prompts nor what was answered. */
	function copy(button) {
		var code = button.parentNode.querySelector("code"), commands = code.cloneNode(true);
		all(".prompt, .output", commands).forEach(function (other) { other.remove(); });
		copyText(commands.textContent.replace(/\n$/, ""), button, code);
	}

	function fill(name, value) {
		all("var[data-parameter]").forEach(function (place) {
			if (place.dataset.parameter !== name) return;
			if (!place.dataset.empty) place.dataset.empty = place.textContent;
			place.textContent = value || place.dataset.empty;
		});
	}

	function parameters() {
		all(".parameters input").forEach(function (input) {
			var key = "parameter " + location.pathname + " " + input.name;
			input.value = recall(key);
			fill(input.name, input.value);
			input.addEventListener("input", function () {
				remember(key, input.value);
				fill(input.name, input.value);
			});
		});
	}

	/* ---- indexes: filters, sorting ---- */

	function cellValue(row, column) {
		var cell = row.cells[column];
		return cell.hasAttribute("data-sort") ? cell.dataset.sort : cell.textContent.trim();
	}

	/* What is empty comes last, whichever way. */
	function compare(a, b, sign) {
		if (a === b) return 0;
		if (a === "" || b === "") return a === "" ? 1 : -1;
		if (!isNaN(a) && !isNaN(b)) return sign * (a - b);
		return sign * a.localeCompare(b, document.documentElement.lang || undefined, { numeric: true });
	}

	function sortBy(table, head) {
		var ascending = head.getAttribute("aria-sort") !== "ascending", column = head.cellIndex, body = table.tBodies[0];
		all("th[aria-sort]", table).forEach(function (other) { other.setAttribute("aria-sort", "none"); });
		head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
		Array.prototype.slice.call(body.rows).sort(function (a, b) {
			return compare(cellValue(a, column), cellValue(b, column), ascending ? 1 : -1);
		}).forEach(function (row) { body.appendChild(row); });
	}

	function sortable(table) {
		all("th[aria-sort]", table).forEach(function (head) {
			var button = document.createElement("button");
			button.type = "button";
			button.className = "sort";
			button.textContent = head.textContent;
			head.textContent = "";
			head.appendChild(button);
			button.addEventListener("click", function () { sortBy(table, head); });
		});
	}

	/* Of these a row may have several; their ids are without blanks. */
	var SEVERAL = ["tags", "service", "level"];

	function matches(row, form) {
		var words = (form.elements.q.value || "").toLowerCase().split(/\s+/), text = row.textContent.toLowerCase();
		if (!words.every(function (word) { return text.indexOf(word) >= 0; })) return false;
		return all("select", form).every(function (choice) {
			var have = row.dataset[choice.name] || "";
			if (!choice.value) return true;
			return SEVERAL.indexOf(choice.name) >= 0 ? have.split(" ").indexOf(choice.value) >= 0 : have === choice.value;
		});
	}

	function applyFilters(form, table, nothing) {
		var shown = 0, rows = Array.prototype.slice.call(table.tBodies[0].rows), count = form.querySelector(".count");
		rows.forEach(function (row) {
			row.hidden = !matches(row, form);
			shown += !row.hidden;
		});
		nothing.hidden = shown > 0;
		count.textContent = shown === rows.length ? "" : count.dataset.form.replace("{n}", shown).replace("{total}", rows.length);
	}

	/* The filters stand in the address, so that a list can be shared. */
	function filters(form, table, nothing) {
		var query = new URLSearchParams(location.search);
		function changed() {
			var now = new URLSearchParams();
			all("input, select", form).forEach(function (field) { if (field.value) now.set(field.name, field.value); });
			history.replaceState(null, "", location.pathname + (String(now) ? "?" + now : "") + location.hash);
			applyFilters(form, table, nothing);
		}
		all("input, select", form).forEach(function (field) { field.value = query.get(field.name) || ""; });
		form.addEventListener("input", changed);
		form.addEventListener("submit", function (event) { event.preventDefault(); });
		applyFilters(form, table, nothing);
	}

	/* ---- the contents list follows the scroll ---- */

	function follow() {
		var links = all(".contents a"), heads = links.map(function (link) {
			return document.getElementById(decodeURIComponent(link.hash.slice(1)));
		});
		var waiting = false;
		function mark() {
			var here = 0;
			waiting = false;
			heads.forEach(function (head, i) { if (head && head.getBoundingClientRect().top < innerHeight / 4) here = i; });
			/* The last sections may be too short to get there. */
			if (scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2) here = links.length - 1;
			links.forEach(function (link, i) {
				link.parentNode.classList.toggle("here", i === here);
				if (i === here) link.setAttribute("aria-current", "location");
				else link.removeAttribute("aria-current");
			});
		}
		function moved() {
			if (!waiting) requestAnimationFrame(mark);
			waiting = true;
		}
		if (!links.length) return;
		["scroll", "resize", "load"].forEach(function (event) { addEventListener(event, moved, { passive: true }); });
		mark();
	}

	/* ---- who is on call: from the shifts in the page, for as far as they go ---- */

	var zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

	/* The page's language, as the reader's country writes it. */
	function locale() {
		var language = document.documentElement.lang;
		return navigator.languages.filter(function (one) { return one.split("-")[0] === language; })[0] || language || undefined;
	}

	/* What tells the half of the day, and the zone, stay beside their clock: a line does not begin with them. */
	function clock(seconds) {
		var form = new Intl.DateTimeFormat(locale(), { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
		return form.formatToParts(seconds * 1000).map(function (part, i, parts) {
			return parts[i + 1] && /^(?:timeZoneName|dayPeriod)$/.test(parts[i + 1].type) ? part.value.replace(/ $/, "\u00a0") : part.value;
		}).join("");
	}

	/* The shift, or the gap, at a time: [from, until, people…]. */
	function shiftAt(ahead, at) {
		var next = ahead.shifts.filter(function (shift) { return shift[1] === null || shift[1] > at; })[0];
		if (next && next[0] <= at) return next;
		return [at, next ? next[0] : ahead.until];
	}

	function element(name, text, attributes) {
		var made = document.createElement(name);
		made.textContent = text;
		Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
		return made;
	}

	function link(person) {
		return person[1] ? element("a", person[0], { href: document.body.dataset.root + person[1] }) : element("span", person[0], { class: "unknown" });
	}

	/* Whether a time lies in quiet hours: [zone, from, to] in minutes of the day there; over midnight where to is before from. */
	function isQuiet(resting, at) {
		var form, time, minute;
		if (!resting) return false;
		form = new Intl.DateTimeFormat("en-GB", { timeZone: resting[0], hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
		time = form.format(at * 1000).split(":");
		minute = time[0] * 60 + Number(time[1]);
		return resting[1] < resting[2] ? minute >= resting[1] && minute < resting[2] : minute >= resting[1] || minute < resting[2];
	}

	function rest(words) {
		return element("span", "(" + words.resting + ")", { class: "resting" });
	}

	/* When a level is called, of a page at this moment. */
	function calledAt(place) {
		var level = place.closest("[data-after]");
		return Date.now() / 1000 + (level ? Number(level.dataset.after) : 0);
	}

	/* shift null: it can't be told.  at: when somebody is called, who may be in quiet hours then; or null. */
	function showShift(place, ahead, shift, words, at) {
		var who = place.querySelector(".who"), until = place.querySelector(".until");
		who.textContent = until.textContent = "";
		if (!shift) return who.append(element("span", words.stale, { class: "unknown" }));
		shift.slice(2).forEach(function (person) {
			who.append(link(ahead.people[person]), " ");
			if (words.resting && at !== null && isQuiet(ahead.people[person][2], at)) who.append(rest(words), " ");
		});
		if (shift.length === 2) who.append(element("span", words.nobody, { class: "status overdue" }));
		if (shift[1] !== null) until.append(words.until + " ", element("time", clock(shift[1]), { datetime: new Date(shift[1] * 1000).toISOString() }));
	}

	/* Only where it has changed, so that a link keeps the focus. */
	function showNow(row, source, words) {
		var ahead = JSON.parse(source.dataset.ahead), at = calledAt(row), places = row.querySelectorAll(".shift");
		var now = at < ahead.until || shiftAt(ahead, at)[1] === null ? shiftAt(ahead, at) : null;
		var then = now && now[1] !== null && now[1] < ahead.until ? shiftAt(ahead, now[1]) : null;
		var shown = now ? String(now[1]) + now.slice(2).map(function (person) { return person + (isQuiet(ahead.people[person][2], at) ? "q" : ""); }) : "stale";
		if (row.dataset.shown === shown || !places.length) return;
		row.dataset.shown = shown;
		showShift(places[0], ahead, now, words, at);
		if (!places[1]) return;
		places[1].classList.toggle("none", !then);
		if (then) showShift(places[1], ahead, then, words, null);
	}

	/* Who is called by name. */
	function showRest(target) {
		var mark = target.querySelector(".resting"), rests = isQuiet(JSON.parse(target.dataset.resting), calledAt(target));
		if (rests && !mark) target.append(" ", rest(target.closest(".path").dataset));
		if (!rests && mark) mark.remove();
	}

	/* What has the shifts of a schedule that is called: itself, or its row among who is on call now. */
	function sourceOf(target) {
		var address = target.querySelector("a").getAttribute("href");
		var row = all(".now [data-ahead]").filter(function (other) { return other.querySelector("a").getAttribute("href") === address; })[0];
		return row || target;
	}

	function onCall() {
		var rows = [], resting = all(".target[data-resting]");
		function show() {
			rows.forEach(function (row) { showNow(row.place, row.source, row.words); });
			resting.forEach(showRest);
		}
		all(".now").forEach(function (section) {
			section.querySelector(".made").textContent = section.dataset.live.replace("{zone}", zone);
		});
		all(".now [data-ahead], .path .schedule").forEach(function (place) {
			var source = place.dataset.ahead ? place : sourceOf(place);
			if (source.dataset.ahead) rows.push({ place: place, source: source, words: place.closest(".now, .path").dataset });
		});
		if (!rows.length && !resting.length) return;
		show();
		setInterval(show, 10000);
		document.addEventListener("visibilitychange", show);
	}

	/* ---- what is loaded when it is first asked for: run mode, the search ---- */

	function load(address, integrity, done, failed) {
		var script = document.createElement("script");
		script.src = address;
		if (location.protocol !== "file:") script.integrity = integrity;
		script.onload = done;
		script.onerror = failed;
		document.head.appendChild(script);
	}

	/* A run that was begun goes on. */
	function running() {
		var place = document.querySelector(".run-start"), button = place && place.querySelector("button");
		function fetchRun() {
			button.removeEventListener("click", fetchRun);
			load(place.dataset.script, place.dataset.integrity, null, function () { button.addEventListener("click", fetchRun); });
		}
		if (!place) return;
		if (recall("run " + location.pathname)) return fetchRun();
		button.addEventListener("click", function () { place.dataset.begin = "yes"; }, { once: true });
		button.addEventListener("click", fetchRun);
	}

	var typed = null; /* while the search is on its way: what was typed meanwhile */

	function searchPage() {
		return document.body.dataset.root + "search.html" + (typed ? "?q=" + encodeURIComponent(typed) : "");
	}

	function withSearch(use) {
		var place = document.body.dataset;
		if (window.sitrepSearch) use(window.sitrepSearch);
		else load(place.search, place.searchIntegrity, function () { use(window.sitrepSearch); }, function () { location.href = searchPage(); });
	}

	function showSearch(search) {
		search.open(typed);
		typed = null;
	}

	function openSearch(event) {
		var own = document.querySelector("form.search input");
		if (!own && !document.body.dataset.search) return;
		event.preventDefault();
		if (own) return own.select();
		if (typed !== null) return;
		typed = "";
		withSearch(showSearch);
	}

	/* Nobody waits for a field that is sure to come. */
	function typeAhead(event) {
		if (event.key === "Backspace") typed = typed.slice(0, -1);
		else if (Array.from(event.key).length === 1) typed += event.key;
		else return;
		event.preventDefault();
	}

	function isTyping(target) {
		return target.isContentEditable || /^(?:input|textarea|select)$/i.test(target.tagName);
	}

	function searchKeys(event) {
		var control = event.ctrlKey || event.metaKey;
		if (event.key === "k" && control && !event.altKey) openSearch(event);
		else if (control || event.altKey || isTyping(event.target)) return;
		else if (typed !== null) typeAhead(event);
		else if (event.key === "/") openSearch(event);
	}

	function searching() {
		var form = document.querySelector("form.search"), query = new URLSearchParams(location.search).get("q");
		addEventListener("keydown", searchKeys);
		all("a.find").forEach(function (link) {
			link.addEventListener("click", function (event) {
				if (!event.ctrlKey && !event.metaKey && !event.shiftKey) openSearch(event);
			});
		});
		if (!form) return;
		form.addEventListener("submit", function (event) { event.preventDefault(); });
		form.addEventListener("focusin", function () { withSearch(function (search) { search.upgrade(form); }); }, { once: true });
		if (query) form.elements.q.value = query;
		if (query) form.elements.q.focus();
	}

	/* ---- without a network ---- */

	/* What was loaded before there was a worker is kept by it afterwards. */
	function tellSeen(registration) {
		var seen = performance.getEntriesByType("resource").map(function (entry) { return entry.name; });
		if (!navigator.serviceWorker.controller) registration.active.postMessage({ seen: seen.concat(location.href) });
	}

	/* A site that is just being written is never kept. */
	function keeping() {
		var worker = navigator.serviceWorker;
		if (!worker || !/^https?:$/.test(location.protocol) || document.getElementById("sitrep-live")) return;
		worker.register(document.body.dataset.root + "worker.js").then(function () { return worker.ready; }).then(tellSeen).catch(function () {});
	}

	window.sitrepCopy = copyText;

	function start() {
		var table = document.querySelector("table.index"), form = document.querySelector(".filters");
		all(".copy").forEach(function (button) {
			button.addEventListener("click", function () { copy(button); });
		});
		parameters();
		onCall();
		if (table) sortable(table);
		if (table && form) filters(form, table, document.querySelector(".nothing"));
		follow();
		searching();
		running();
		addEventListener("load", keeping);
	}

	if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
	else start();
})();
