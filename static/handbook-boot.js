/* Browsers refuse integrity checks on file:, so there the same files are loaded without; nothing shows before the style. */
if (location.protocol === "file:") {
	const root = document.documentElement;
	const show = () => { root.hidden = false; };
	root.hidden = true;
	addEventListener("error", function (event) {
		var old = event.target, copy;
		if (!old.integrity) return;
		copy = document.createElement(old.localName);
		if (old.src) copy.src = old.src;
		if (old.href) { copy.rel = "stylesheet"; copy.href = old.href; copy.onload = copy.onerror = show; }
		old.replaceWith(copy);
	}, true);
	addEventListener("load", function (event) {
		if (event.target === document || event.target.rel === "stylesheet") show();
	}, true);
}
