/* The page that says what of the handbook is kept on this device, and keeps all of it; static/handbook-worker.js does the work. */
(function () {
	"use strict";

	var place = document.getElementById("keeping"), words = place.dataset, said = place.querySelector(".said");
	var keep = place.querySelector(".keep"), forget = place.querySelector(".forget");

	function megabytes(bytes) {
		return (bytes / 1e6).toLocaleString(document.documentElement.lang || undefined, { maximumFractionDigits: 1 });
	}

	function fill(form, values) {
		return form.replace(/\{(\w+)\}/g, function (_, key) { return values[key]; });
	}

	function show(state) {
		if (state.done) {
			said.textContent = fill(words.doing, state);
			return;
		}
		keep.disabled = forget.disabled = false;
		keep.hidden = state.whole && state.kept >= state.all;
		forget.hidden = !state.whole;
		if (state.bytes) keep.textContent = fill(words.keep, { size: megabytes(state.bytes) });
		if (state.failed) said.textContent = words.failed;
		else said.textContent = fill(state.whole ? words.whole : words.seen, state);
	}

	function ask(worker, message) {
		var channel = new MessageChannel();
		channel.port1.onmessage = function (event) { show(event.data); };
		worker.postMessage(message, [channel.port2]);
	}

	function begin(registration) {
		var worker = registration.active;
		place.hidden = false;
		keep.addEventListener("click", function () {
			keep.disabled = true;
			if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
			ask(worker, { keep: true });
		});
		forget.addEventListener("click", function () {
			forget.disabled = true;
			ask(worker, { forget: true });
		});
		ask(worker, {});
	}

	/* The page says what holds on a host and what holds from disk; of both one is true here. */
	function where() {
		var disk = location.protocol === "file:";
		document.querySelector(disk ? ".hosted" : ".disk").hidden = true;
		return disk;
	}

	/* A host without https has no workers, and neither have some private windows. */
	function nowhere() {
		place.hidden = false;
		keep.hidden = true;
		said.textContent = words.nowhere;
	}

	if (where()) return;
	if (navigator.serviceWorker) navigator.serviceWorker.ready.then(begin);
	else nowhere();
})();
