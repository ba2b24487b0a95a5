/*
 * Browsers refuse integrity checks on file:, so there the same files are loaded without; nothing shows before the style.
 * The page for what is missing names them, and all pages, from the host's root: on disk that is the folder it lies in.
 */
if (location.protocol === "file:") {
	const page = document.documentElement;
	const show = () => { page.hidden = false; };
	let root = "";
	const beside = (address) => {
		if (address.startsWith("/")) root = address.slice(0, address.lastIndexOf("/") + 1);
		return address.slice(root.length);
	};
	page.hidden = true;
	addEventListener("error", function (event) {
		var old = event.target, copy;
		if (!old.integrity) return;
		copy = document.createElement(old.localName);
		if (old.src) copy.src = beside(old.getAttribute("src"));
		if (old.href) { copy.rel = "stylesheet"; copy.href = beside(old.getAttribute("href")); copy.onload = copy.onerror = show; }
		old.replaceWith(copy);
	}, true);
	addEventListener("load", function (event) {
		if (event.target === document || event.target.rel === "stylesheet") show();
		if (event.target !== document || !root) return;
		document.querySelectorAll(`a[href^="${root}"]`).forEach((link) => link.setAttribute("href", link.getAttribute("href").slice(root.length)));
	}, true);
}
