/*
 * inspect: what is looked at on any page.
 *
 * axe and axe_problems(page): accessibility at WCAG 2.2 AA; axe is to be evaluated in the page before.  focus_all and
 * overflow run in the page: each returns what is wrong, a line each.
 */
"use strict";

const fs = require("fs");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const AXE_OPTIONS = {
	runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
	rules: { "target-size": { enabled: true } },
	resultTypes: ["violations"],
	preload: false,
};

async function axe_problems(page) {
	const result = await page.evaluate((options) => window.axe.run(document, options), AXE_OPTIONS);
	return result.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target}\n${node.failureSummary}`));
}

/* In the page: what reaches beyond the right edge, or is cut off; on paper nothing can be scrolled. */
function overflow(on_paper) {
	const wide = document.documentElement.clientWidth;
	const problems = [];
	const describe = (element) => `<${element.localName} class="${element.className.baseVal ?? element.className}"> ${(element.textContent || "").trim().slice(0, 40)}`;
	const is_hidden = (element) => !element.checkVisibility({ visibilityProperty: true });
	const scrolls = (element) => element.closest && (() => {
		for (let one = element.parentElement; one; one = one.parentElement)
			if (/auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX)) return true;
		return false;
	})();
	if (document.documentElement.scrollWidth > wide) {
		problems.push(`the page is ${document.documentElement.scrollWidth} wide, the window ${wide}`);
		for (const element of document.body.querySelectorAll("*"))
			if (!is_hidden(element) && element.getBoundingClientRect().right > wide + 1 && !scrolls(element)) problems.push(`sticks out: ${describe(element)}`);
	}
	for (const element of document.body.querySelectorAll("*")) {
		const style = getComputedStyle(element), cut = element.scrollWidth > element.clientWidth + 1;
		if (!cut || style.textOverflow === "ellipsis" || is_hidden(element) || element.clientWidth <= 1 || element.clientHeight <= 1) continue;
		if (/hidden|clip/.test(style.overflowX) || (on_paper && /auto|scroll/.test(style.overflowX))) problems.push(`cut off: ${describe(element)}`);
	}
	return problems;
}

/* In the page, after a first Tab: focuses every stop in turn; what is wrong with how it shows. */
function focus_all() {
	const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
		.filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }));
	const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9], [.1, .1], [.9, .9]];
	const describe = (element) => element.outerHTML.slice(0, 90);
	const problems = stops.filter((element) => element.tabIndex > 0).map((element) => `out of order: ${describe(element)}`);
	for (const element of stops) {
		element.focus();
		if (document.activeElement !== element) {
			problems.push(`takes no focus: ${describe(element)}`);
			continue;
		}
		const style = getComputedStyle(element), box = element.getClientRects()[0] || new DOMRect();
		const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth), top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
		const shows = ([x, y]) => {
			const hit = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
			return hit && (element.contains(hit) || hit.contains(element));
		};
		if (right - left < 1 || bottom - top < 1) problems.push(`out of sight: ${describe(element)}`);
		else if (!points.some(shows)) problems.push(`covered: ${describe(element)}`);
		if ((style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 1) && style.boxShadow === "none") problems.push(`no visible focus: ${describe(element)}`);
	}
	return problems;
}

module.exports = { axe, axe_problems, focus_all, overflow };
