/*
 * What sitrep serve adds to the pages that it sends, and only to those: they are loaded anew where they have changed, at the
 * same place, and what is wrong with the site lies over them.  What findings say is an author's text: it is never markup.
 */
(function () {
	"use strict";

	var own = document.getElementById("sitrep-live"), given = own.dataset, version = given.version;
	var KEY = "sitrep live " + location.pathname, CLOSED = "sitrep live closed";
	var findings = [], problem = "", panel = null, shown = "", leaving = false;

	function recall(key) {
		try { return sessionStorage.getItem(key) || ""; } catch (_) { return ""; }
	}

	function remember(key, value) {
		try { sessionStorage.setItem(key, value); } catch (_) { /* then the browser's own memory has to do */ }
	}

	/* ---- the same place again ---- */

	/* The last heading above the middle, or nothing: what is added above it does not move it. */
	function heading() {
		var last = null;
		document.querySelectorAll("h1[id], h2[id], h3[id], h4[id], h5[id], h6[id]").forEach(function (one) {
			if (one.getBoundingClientRect().top < innerHeight / 2) last = one;
		});
		return last;
	}

	/* The browser would go to the same number of pixels, and may do so after this. */
	function leave() {
		var here = heading();
		leaving = true; /* what comes now, the next page hears of */
		remember(KEY, JSON.stringify({ y: scrollY, id: here && here.id, top: here && here.getBoundingClientRect().top }));
		history.scrollRestoration = "manual";
		location.reload();
	}

	function go(place) {
		var mark = place.id && document.getElementById(place.id);
		if (mark) scrollBy({ top: mark.getBoundingClientRect().top - place.top, behavior: "instant" });
		else scrollTo({ top: place.y, behavior: "instant" });
	}

	/* Pictures may come between, until all is loaded; so may the reader's hand. */
	function arrive() {
		var text = recall(KEY), place = text ? JSON.parse(text) : null, moved;
		if (!place) return;
		remember(KEY, "");
		go(place);
		moved = scrollY;
		addEventListener("load", function () {
			if (scrollY === moved) go(place);
			history.scrollRestoration = "auto";
		});
	}

	/* ---- what is wrong ---- */

	function element(name, text, className) {
		var made = document.createElement(name);
		made.textContent = text || "";
		if (className) made.className = className;
		return made;
	}

	function placeOf(finding) {
		return (finding.file || "") + (finding.line ? ":" + finding.line + ":" + finding.column : "");
	}

	/* Only this server's pages may start the editor: the token says that this is one. */
	function edit(finding, note) {
		fetch(given.edit, {
			method: "POST", headers: { "Sitrep-Token": given.token },
			body: JSON.stringify({ file: finding.file, line: finding.line, column: finding.column })
		}).then(function (answer) {
			return answer.text();
		}, function () { return "The server does not answer."; }).then(function (text) { note.textContent = text; });
	}

	function placeElement(finding, note) {
		var place = placeOf(finding), button;
		if (!given.edit || !finding.file) return element("code", place, "sitrep-place");
		button = element("button", place, "sitrep-place");
		button.type = "button";
		button.title = "Open in the editor";
		button.addEventListener("click", function () { edit(finding, note); });
		return button;
	}

	function item(finding) {
		var row = element("li", "", "sitrep-" + finding.severity), note = element("span", "", "sitrep-note");
		note.setAttribute("role", "status");
		row.append(placeElement(finding, note), " ", element("strong", finding.severity), " ", element("span", finding.message),
			" ", element("code", finding.rule, "sitrep-rule"), note);
		if (finding.help) row.append(element("p", finding.help));
		return row;
	}

	function worst() {
		var errors = findings.filter(function (finding) { return finding.severity === "error"; });
		return errors.length ? errors : findings;
	}

	function summary() {
		var errors = findings.filter(function (finding) { return finding.severity === "error"; }).length;
		if (problem) return "The site can’t be read: this is the last good page";
		if (errors) return errors + (errors === 1 ? " error" : " errors") + ": this is the last good page";
		return "";
	}

	function close() {
		remember(CLOSED, key());
		if (panel) panel.hidePopover();
	}

	/* What was closed comes again when something else is wrong. */
	function key() {
		return summary() + problem + worst().map(function (finding) { return placeOf(finding) + finding.message; }).join("\n");
	}

	function make() {
		panel = element("section", "", "sitrep-live");
		panel.lang = "en";
		panel.dir = "ltr";
		panel.popover = "manual";
		panel.setAttribute("aria-label", "What is wrong with this site");
		document.body.append(panel);
		document.addEventListener("keydown", function (event) {
			if (event.key === "Escape" && panel.matches(":popover-open")) close();
		});
	}

	function show() {
		var button = element("button", "Close (Esc)", "sitrep-close"), title = element("h2", summary()), list = element("ul"), all = JSON.stringify([findings, problem]);
		if (!panel) make();
		if (!summary() || recall(CLOSED) === key()) {
			if (!summary()) remember(CLOSED, "");
			if (panel.matches(":popover-open")) panel.hidePopover();
			return;
		}
		if (all === shown && panel.matches(":popover-open")) return; /* what has the focus keeps it */
		shown = all;
		button.type = "button";
		button.addEventListener("click", close);
		title.setAttribute("role", "alert");
		if (problem) list.append(element("li", problem, "sitrep-error"));
		worst().forEach(function (finding) { list.append(item(finding)); });
		list.tabIndex = 0;
		list.setAttribute("aria-label", "Findings");
		panel.replaceChildren(title, button, list);
		if (!panel.matches(":popover-open")) panel.showPopover();
	}

	/* ---- the server ---- */

	function listen() {
		var address = given.events + "?page=" + encodeURIComponent(given.page) + "&version=" + encodeURIComponent(version);
		var events = new EventSource(address);
		events.addEventListener("page", function (event) {
			if (event.data !== version && !leaving) leave();
		});
		events.addEventListener("findings", function (event) {
			findings = JSON.parse(event.data).findings;
		});
		events.addEventListener("problem", function (event) {
			problem = event.data;
			show();
		});
		addEventListener("pagehide", function () { events.close(); });
	}

	/* What a host that once was at this address left in the browser would answer in this server's place. */
	function dismiss() {
		if (!navigator.serviceWorker) return;
		navigator.serviceWorker.getRegistrations().then(function (all) {
			all.forEach(function (one) { one.unregister(); });
		}).catch(function () {});
	}

	arrive();
	dismiss();
	listen();
})();
