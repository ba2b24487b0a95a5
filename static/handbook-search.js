/*
 * The handbook's search; loaded when it is first asked for.
 *
 * search/index.js and search/words-*.js beside this file call sitrepSearch.index and sitrepSearch.piece with what was
 * written at build time; generator/render/search.h says how.  Terms are folded as in generator/render/terms.h.
 */
var sitrepSearch = (function () {
	"use strict";

	var ROOT = document.body.dataset.root;
	var SHOWN = 20;                 /* results at most */
	var EXCERPTS = 6;               /* of them with an excerpt of their page */
	var EXCERPT_LENGTH = 150;
	var PIECES_A_WORD = 8;          /* short beginnings of words would need all */
	var NEAR = 0.6;                 /* what a typo leaves of a score */

	/* Scores: how a word can be found, and how the whole query. */
	var FIELDS = [45, 45, 12];      /* title, name, label */
	var HEADING = 14, TEXT = 4, OFTEN = 3, PREFIX = 0.7, WHOLE = 1000, WHOLE_START = 300, GROUP = 8;
	var SOME = 10, SOME_SHARE = 0.4; /* where nothing has all words: so many at most, with such a share of the best one's score */
	var CANDIDATES = 200;           /* of which it is looked at whether the query is all of a title or name */

	/* ---- words ---- */

	function fold(text) {
		return text.normalize("NFKD").toLowerCase().replace(/\p{M}+/gu, "").replace(/\u03c2/g, "\u03c3");
	}

	/* What is taken apart with a blank is one word all the same. */
	function foldWord(word) {
		return fold(word).replace(/ /g, "");
	}

	var WORDS = /[\p{L}\p{M}\p{N}]+(?:[_.-][\p{L}\p{M}\p{N}]+)*/gu;
	var UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc]+/gu;

	/* The parts of a joined word; of one in CamelCase, too. */
	function partsOf(word) {
		var parts = word.replace(/(\p{Lu})(?=\p{Lu}\p{Ll})|([^\p{Lu}_.-])(?=\p{Lu})/gu, "$1$2 ").split(/[ _.-]+/);
		return parts.length < 2 ? [] : parts.filter(function (part) { return /^\d+$/.test(part) ? part.length > 2 : part.length > 1; });
	}

	function pairsOf(run) {
		var letters = Array.from(run), pairs = [], i;
		if (letters.length === 1) return letters;
		for (i = 1; i < letters.length; i++) pairs.push(letters[i - 1] + letters[i]);
		return pairs;
	}

	/* {whole, parts} of each word of a text. */
	function wordsOf(text) {
		var words = [];
		(text.match(WORDS) || []).forEach(function (word) {
			(word.match(UNSPACED) || []).forEach(function (run) {
				pairsOf(foldWord(run)).forEach(function (pair) { words.push({ whole: pair, parts: [] }); });
			});
			word.replace(UNSPACED, " ").split(" ").forEach(function (rest) {
				if (rest) words.push({ whole: foldWord(rest), parts: partsOf(rest).map(foldWord) });
			});
		});
		return words;
	}

	/* ---- the index ---- */

	var index = null;

	function lines(text) {
		return text === "" ? [] : text.split("\n");
	}

	function cells(text) {
		return text === "" ? [] : text.split("\t");
	}

	/* The code host's anchor, which most headings have. */
	function anchorOf(heading) {
		return heading.toLowerCase().replace(/[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\- ]/gu, "").replace(/ /g, "-");
	}

	/* Lists are made per number of lines, so that an empty last line counts. */
	function column(text, count) {
		var list = text.split("\n");
		while (list.length < count) list.push("");
		return list;
	}

	function readSections(text) {
		return lines(text).map(function (line) {
			var parts = line.split("\t");
			return { text: parts[0], anchor: parts[1] };
		});
	}

	function anchorOfSection(section) {
		return section.anchor === undefined ? anchorOf(section.text) : section.anchor;
	}

	function readPieces(text) {
		return lines(text).map(function (line) {
			var blank = line.lastIndexOf(" ");
			return { first: line.slice(0, blank), name: line.slice(blank + 1), state: "absent", waiting: [] };
		});
	}

	function readGroups(groups) {
		var list = [];
		groups.forEach(function (group, rank) {
			for (var i = 0; i < group[1]; i++) list.push(rank);
		});
		return list;
	}

	function readIndex(data) {
		var groups = readGroups(data.groups), count = groups.length;
		return {
			words: data.words,
			groupNames: data.groups.map(function (group) { return group[0]; }),
			group: groups,
			titles: column(data.titles, count),
			paths: column(data.paths, count),
			names: column(data.names, count),
			descriptions: column(data.descriptions, count),
			headings: column(data.headings, count),
			sections: readSections(data.sections),
			entryTerms: readTerms(data.entry_terms),
			sectionTerms: readTerms(data.section_terms),
			pieces: readPieces(data.pieces)
		};
	}

	/* The entries that have a section; made when one is first found. */
	function entriesOf(section) {
		if (!index.entriesOf) {
			index.entriesOf = index.sections.map(function () { return []; });
			index.headings.forEach(function (line, entry) {
				if (line) line.split(" ").forEach(function (number) { index.entriesOf[number].push(entry); });
			});
		}
		return index.entriesOf[section];
	}

	/* ---- terms and postings, as search.h has them ---- */

	function readTerms(data) {
		var before = "";
		return {
			postings: data.postings.split(" "),
			terms: data.terms === "" ? [] : data.terms.split(" ").map(function (written) {
				return before = before.slice(0, parseInt(written[0], 36)) + written.slice(1);
			})
		};
	}

	function digitOf(code) {
		return code - 33 - (code > 34) - (code > 92);
	}

	/* Calls take(number, mark) for each posting. */
	function eachPosting(text, marks, take) {
		var number = -1, high = 0, i, digit, posting;
		for (i = 0; i < text.length; i++) {
			digit = digitOf(text.charCodeAt(i));
			if (digit >= 62) {
				high = high * 30 + digit - 62;
				continue;
			}
			posting = high * 62 + digit;
			high = 0;
			number += Math.floor(posting / marks) + 1;
			take(number, posting % marks);
		}
	}

	/* ---- finding a word in the first tier ---- */

	/* The first of sorted words that is not before one. */
	function lowerBound(sorted, word) {
		var low = 0, high = sorted.length, middle;
		while (low < high) {
			middle = (low + high) >> 1;
			if (sorted[middle] < word) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	function note(found, entry, score, section) {
		var old = found.get(entry);
		if (!old || old.score < score) found.set(entry, { score: score, section: section === undefined ? old && old.section : section });
	}

	function noteEntryTerm(found, i, share) {
		eachPosting(index.entryTerms.postings[i], FIELDS.length, function (entry, field) { note(found, entry, FIELDS[field] * share); });
	}

	function noteSectionTerm(found, i, share) {
		eachPosting(index.sectionTerms.postings[i], 1, function (section) {
			entriesOf(section).forEach(function (entry) { note(found, entry, HEADING * share, section); });
		});
	}

	/* Calls take(place, share) for each term that begins with a word. */
	function eachBeginning(terms, word, take) {
		for (var i = lowerBound(terms, word); i < terms.length && terms[i].startsWith(word); i++)
			take(i, terms[i] === word ? 1 : PREFIX);
	}

	/* ---- typos ---- */

	function typosAllowed(word) {
		return word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
	}

	/* A bit for each letter: words that differ in many have many typos between them. */
	function lettersOf(word) {
		var bits = 0, i;
		for (i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) & 31);
		return bits;
	}

	function countBits(bits) {
		var count = 0;
		for (; bits; bits &= bits - 1) count++;
		return count;
	}

	/* Typos between two words, letters that changed places being one; limit + 1 for more than limit. */
	function typos(a, b, limit) {
		var before, last = [], row = [], i, k, least, cost;
		for (k = 0; k <= b.length; k++) row[k] = k;
		for (i = 1; i <= a.length; i++) {
			before = last;
			last = row;
			row = [i];
			least = i;
			for (k = 1; k <= b.length; k++) {
				cost = a[i - 1] === b[k - 1] ? 0 : 1;
				row[k] = Math.min(last[k] + 1, row[k - 1] + 1, last[k - 1] + cost);
				if (i > 1 && k > 1 && a[i - 1] === b[k - 2] && a[i - 2] === b[k - 1]) row[k] = Math.min(row[k], before[k - 2] + 1);
				least = Math.min(least, row[k]);
			}
			if (least > limit) return limit + 1;
		}
		return row[b.length];
	}

	/* Calls take(place) for all terms that are as near to a word as the nearest ones; for none that is not near enough. */
	function eachNear(list, word, take) {
		var terms = list.terms, limit = typosAllowed(word), letters = lettersOf(word), near = [], i, distance;
		if (limit && !list.letters) list.letters = terms.map(lettersOf);
		for (i = 0; i < terms.length && limit; i++) {
			if (Math.abs(terms[i].length - word.length) > limit || countBits(list.letters[i] ^ letters) > 2 * limit) continue;
			distance = typos(word, terms[i], limit);
			if (distance > limit) continue;
			if (distance < limit) near = [];
			limit = distance;
			near.push(i);
		}
		near.forEach(take);
	}

	/* ---- the second tier ---- */

	function readPiece(name, data) {
		var piece = index.pieces.find(function (one) { return one.name === name; });
		if (!piece) return;
		Object.assign(piece, readTerms(data));
		settle(piece, "there");
	}

	function settle(piece, state) {
		piece.state = state;
		piece.waiting.splice(0).forEach(function (go) { go(); });
	}

	function load(path, failed) {
		var script = document.createElement("script");
		script.src = ROOT + path;
		script.onerror = failed;
		script.onload = function () { script.remove(); };
		document.head.appendChild(script);
	}

	function fetchPiece(piece) {
		return new Promise(function (done) {
			if (piece.state === "there" || piece.state === "lost") return done();
			piece.waiting.push(done);
			if (piece.state === "coming") return undefined;
			piece.state = "coming";
			load("search/words-" + piece.name + ".js", function () { settle(piece, "lost"); });
			return undefined;
		});
	}

	/* The pieces in which words that begin with one can be; of too many, where the word itself would be. */
	function piecesOf(word) {
		var pieces = index.pieces, first = 0, end;
		while (first + 1 < pieces.length && pieces[first + 1].first <= word) first++;
		for (end = first + 1; end < pieces.length && pieces[end].first.startsWith(word);) end++;
		return word.length < 2 || end - first > PIECES_A_WORD ? pieces.slice(first, first + 1) : pieces.slice(first, end);
	}

	function noteText(found, word) {
		piecesOf(word).forEach(function (piece) {
			if (piece.state !== "there") return;
			eachBeginning(piece.terms, word, function (i, share) {
				if (piece.postings[i] === "") found.everywhere = true;
				eachPosting(piece.postings[i], 2, function (entry, often) { note(found, entry, (TEXT + often * OFTEN) * share); });
			});
		});
	}

	/* ---- a query ---- */

	/* entry → {score, section}, for one word. */
	function findTerm(word) {
		var found = new Map();
		eachBeginning(index.entryTerms.terms, word, function (i, share) { noteEntryTerm(found, i, share); });
		eachBeginning(index.sectionTerms.terms, word, function (i, share) { noteSectionTerm(found, i, share); });
		noteText(found, word);
		return found;
	}

	function findNear(word) {
		var found = new Map();
		eachNear(index.entryTerms, word, function (i) { noteEntryTerm(found, i, NEAR); });
		eachNear(index.sectionTerms, word, function (i) { noteSectionTerm(found, i, NEAR); });
		found.near = found.size > 0;
		return found;
	}

	function findWord(word) {
		var found = findTerm(word.whole), parts;
		if (!found.size && !found.everywhere && word.parts.length) {
			parts = word.parts.map(findTerm);
			found = join(parts);
		}
		return found.size || found.everywhere ? found : findNear(word.whole);
	}

	/* What all have, with the sum of their scores. */
	function join(lists) {
		var named = lists.filter(function (list) { return !list.everywhere; }), joined = new Map();
		if (!named.length && lists.length) {
			index.titles.forEach(function (_, i) { joined.set(i, { score: 0 }); });
			named = lists;
		} else if (named.length) {
			named[0].forEach(function (_, entry) {
				if (named.every(function (list) { return list.has(entry); })) joined.set(entry, { score: 0 });
			});
		}
		joined.forEach(function (sum, entry) {
			lists.forEach(function (list) {
				var one = list.get(entry);
				sum.score += one ? one.score : TEXT / 2;
				if (one && one.section !== undefined) sum.section = one.section;
			});
		});
		return joined;
	}

	/* What is found for each word, or for each part of one that is not there as a whole. */
	function loosened(words, lists) {
		return [].concat.apply([], words.map(function (word, i) {
			return (lists[i].size && !lists[i].near) || !word.parts.length ? [lists[i]] : word.parts.map(findTerm);
		}));
	}

	/* What has some of them, as after a log line or an alert's message was pasted: rare words, and many of them, count. */
	function joinSome(lists) {
		var sums = new Map(), best = 0;
		lists.forEach(function (list) {
			var weight = list.everywhere ? 0 : Math.log(1 + index.titles.length / list.size);
			list.forEach(function (one, entry) {
				var sum = sums.get(entry) || { score: 0, words: 0 };
				sum.score += one.score * weight;
				sum.words++;
				if (one.section !== undefined) sum.section = one.section;
				sums.set(entry, sum);
			});
		});
		sums.forEach(function (sum) {
			sum.score *= sum.words;
			best = Math.max(best, sum.score);
		});
		sums.forEach(function (sum, entry) { if (sum.score < best * SOME_SHARE) sums.delete(entry); });
		return sums;
	}

	function compareResults(a, b) {
		return b.score - a.score || index.titles[a.entry].length - index.titles[b.entry].length || a.entry - b.entry;
	}

	/* What is called just so comes first, then what begins so; but a tag is called like what it is about, and that is wanted. */
	function wholeScore(entry, key) {
		var title = fold(index.titles[entry]);
		if (index.paths[entry].startsWith("tags/")) return 0;
		if (title === key || cells(index.names[entry]).some(function (name) { return fold(name) === key; })) return WHOLE;
		return title.startsWith(key) ? WHOLE_START : 0;
	}

	function ranked(joined) {
		var results = [];
		joined.forEach(function (one, entry) {
			results.push({ entry: entry, score: one.score + GROUP / (1 + index.group[entry]), section: one.section });
		});
		return results.sort(compareResults);
	}

	/*
	 * [{entry, score, section}], best first; near: the words for which only something like them was found.  Once all pieces
	 * are there, what has some of the words stands in where nothing has all; loose says so.
	 */
	function find(query, settled) {
		var words = wordsOf(query), lists = words.map(findWord), key = fold(query).trim(), results = ranked(join(lists));
		if (!results.length && settled && words.length > 1) {
			results = ranked(joinSome(loosened(words, lists))).slice(0, SOME);
			results.loose = results.length > 0;
			results.near = [];
			return results;
		}
		results.slice(0, CANDIDATES).forEach(function (result) { result.score += wholeScore(result.entry, key); });
		results.sort(compareResults);
		results.near = words.filter(function (_, i) { return lists[i].near; }).map(function (word) { return word.whole; });
		return results;
	}

	/* Resolved when all pieces that a query needs are there, or lost. */
	function prepare(query) {
		var needed = [];
		wordsOf(query).forEach(function (word) {
			[word.whole].concat(word.parts).forEach(function (term) { needed = needed.concat(piecesOf(term)); });
		});
		return Promise.all(needed.map(fetchPiece));
	}

	/* ---- showing ---- */

	function make(name, attributes, children) {
		var node = document.createElement(name);
		Object.keys(attributes || {}).forEach(function (key) { node.setAttribute(key, attributes[key]); });
		(children || []).forEach(function (child) { node.append(child); });
		return node;
	}

	/* "{n} results" in the form that the page's language has for a number. */
	function count(forms, n) {
		var form = forms[new Intl.PluralRules(document.documentElement.lang || "en").select(n)] || forms.other;
		return form.replace("{n}", n);
	}

	function isMeant(word, terms) {
		var forms = [foldWord(word)].concat(partsOf(word).map(foldWord));
		return terms.some(function (term) {
			return forms.some(function (form) { return form.startsWith(term); });
		});
	}

	/* A text with the words of a query marked; unspaced scripts are marked where their letters stand. */
	function marked(text, terms) {
		var nodes = [], end = 0, pattern = new RegExp(UNSPACED.source + "|" + WORDS.source, "gu"), match;
		function mark(from, to) {
			nodes.push(text.slice(end, from), make("mark", {}, [text.slice(from, to)]));
			end = to;
		}
		while ((match = pattern.exec(text))) {
			if (isMeant(match[0], terms)) mark(match.index, match.index + match[0].length);
			else terms.forEach(function (term) {
				var at = new RegExp(UNSPACED.source, "u").test(term) ? match[0].indexOf(term, Math.max(0, end - match.index)) : -1;
				if (at >= 0 && match.index + at >= end) mark(match.index + at, match.index + at + term.length);
			});
		}
		nodes.push(text.slice(end));
		return nodes;
	}

	/* ---- excerpts, from the pages themselves where they can be fetched ---- */

	var pages = new Map(); /* path → promise of the blocks of its text, or of none */

	function fetchPage(path) {
		var address = path.replace(/#.*/, "");
		if (location.protocol === "file:") return Promise.resolve([]);
		if (!pages.has(address))
			pages.set(address, fetch(ROOT + address).then(function (response) { return response.ok ? response.text() : ""; }).then(readPage).catch(function () { return []; }));
		return pages.get(address);
	}

	/* [{text, anchor}] of the blocks of a page's own text. */
	function readPage(html) {
		var page = new DOMParser().parseFromString(html, "text/html"), blocks = [], anchor = "";
		page.querySelectorAll(".body :is(h2, h3, h4, h5, h6, p, li, td, pre, dd)").forEach(function (node) {
			if (/^H/.test(node.tagName)) anchor = node.id;
			else if (!node.querySelector("p, li")) blocks.push({ text: node.textContent.replace(/\s+/g, " ").trim(), anchor: anchor });
		});
		return blocks;
	}

	/* The block with the most of the terms. */
	function bestBlock(blocks, terms) {
		var best = null, most = 0;
		blocks.forEach(function (block) {
			var have = terms.filter(function (term) { return fold(block.text).indexOf(term) >= 0; }).length;
			if (have > most) {
				best = block;
				most = have;
			}
		});
		return best;
	}

	/* The part of a text around its first term. */
	function excerptOf(text, terms) {
		var folded = fold(text), first = folded.length, start, end;
		terms.forEach(function (term) {
			var at = folded.indexOf(term);
			if (at >= 0) first = Math.min(first, at);
		});
		start = first < EXCERPT_LENGTH / 2 ? 0 : text.lastIndexOf(" ", first - EXCERPT_LENGTH / 4) + 1;
		end = start + EXCERPT_LENGTH < text.length ? text.lastIndexOf(" ", start + EXCERPT_LENGTH) : text.length;
		if (end <= start) end = start + EXCERPT_LENGTH;
		return (start ? "\u2026 " : "") + text.slice(start, end) + (end < text.length ? " \u2026" : "");
	}

	/* ---- one place to search in: the dialog, or search.html ---- */

	function Place(input, list, said, more) {
		this.input = input;
		this.list = list;
		this.said = said;
		this.more = more;
		this.chosen = -1;
		this.turn = 0;
		input.addEventListener("input", this.search.bind(this));
		input.addEventListener("keydown", this.key.bind(this));
	}

	Place.prototype.search = function () {
		var place = this, query = this.input.value, turn = ++this.turn;
		if (this.changed) this.changed(query);
		if (!index) return ready().then(function () { if (turn === place.turn) place.search(); }, function () { place.fail(); });
		this.show(query, find(query));
		return prepare(query).then(function () {
			if (turn === place.turn) place.show(query, find(query, true));
		});
	};

	Place.prototype.fail = function () {
		this.said.replaceChildren(make("a", { href: ROOT + "search.html" }, [document.body.dataset.searchBroken]));
	};

	Place.prototype.show = function (query, results) {
		var terms = termsOf(query).filter(function (term) { return !results.loose || term.length > 2; }), place = this, options = results.slice(0, this.limit || SHOWN).map(function (result, i) { return optionOf(result, terms, place.list.id + i); });
		this.list.replaceChildren.apply(this.list, options);
		this.list.hidden = !options.length;
		this.input.setAttribute("aria-expanded", String(options.length > 0));
		this.choose(options.length ? 0 : -1);
		this.say(query, results);
		addExcerpts(options.slice(0, EXCERPTS), results, terms);
	};

	Place.prototype.say = function (query, results) {
		var words = index.words, text = "";
		if (query.trim()) text = results.length ? count(words.found, results.length) : words.nothing + " " + words.nothing_hint;
		if (results.loose) text = words.nothing + " " + words.some;
		else if (results.near.length && results.length) text = words.near.replace("{word}", results.near.join(" "));
		this.said.textContent = text;
		if (!this.more) return;
		this.more.hidden = results.length <= SHOWN;
		this.more.href = ROOT + "search.html?q=" + encodeURIComponent(query);
	};

	Place.prototype.choose = function (i) {
		var options = this.list.children;
		if (this.chosen >= 0 && options[this.chosen]) options[this.chosen].setAttribute("aria-selected", "false");
		this.chosen = i;
		if (i < 0) return this.input.removeAttribute("aria-activedescendant");
		options[i].setAttribute("aria-selected", "true");
		this.input.setAttribute("aria-activedescendant", options[i].id);
		return options[i].scrollIntoView({ block: "nearest" });
	};

	Place.prototype.key = function (event) {
		var many = this.list.children.length, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (event.isComposing) return;
		if (step && many) {
			event.preventDefault();
			this.choose((this.chosen + step + many) % many);
		} else if (event.key === "Enter" && this.chosen >= 0) {
			event.preventDefault();
			this.list.children[this.chosen].click();
		}
	};

	function termsOf(query) {
		var terms = [];
		wordsOf(query).forEach(function (word) { terms = terms.concat([word.whole], word.parts); });
		return terms;
	}

	function addressOf(result) {
		var section = index.sections[result.section];
		return ROOT + index.paths[result.entry] + (section ? "#" + encodeURIComponent(anchorOfSection(section)) : "");
	}

	/* "Runbooks › Database pool exhausted › Diagnosis", the title itself apart. */
	function optionOf(result, terms, id) {
		var i = result.entry, section = index.sections[result.section], where = [make("span", {}, [index.groupNames[index.group[i]]])];
		var names = cells(index.names[i]).filter(function (name) { return wordsOf(name).some(function (word) { return isMeant(name, terms) || isMeant(word.whole, terms); }); });
		if (section) where.push(" \u203a ", make("span", { class: "section" }, marked(section.text, terms)));
		return make("a", { role: "option", id: id, tabindex: "-1", href: addressOf(result), "aria-selected": "false" }, [
			make("small", { class: "where" }, where),
			make("strong", {}, marked(index.titles[i], terms)),
			make("small", { class: "names" }, names.length ? marked(names.join(" \u00b7 "), terms) : []),
			make("span", { class: "excerpt" }, marked(index.descriptions[i], terms))
		]);
	}

	function addExcerpts(options, results, terms) {
		options.forEach(function (option, i) {
			fetchPage(index.paths[results[i].entry]).then(function (blocks) {
				var block = bestBlock(blocks, terms);
				if (!block || !option.isConnected) return;
				option.lastChild.replaceChildren.apply(option.lastChild, marked(excerptOf(block.text, terms), terms));
				if (block.anchor && results[i].section === undefined) option.hash = block.anchor;
			});
		});
	}

	/* ---- loading ---- */

	var loading = null;

	function ready() {
		if (index) return Promise.resolve();
		if (!loading) loading = new Promise(function (done, failed) {
			load("search/index.js", failed);
			loaded = done;
		});
		return loading;
	}

	var loaded = null;

	function takeIndex(data) {
		index = readIndex(data);
		if (loaded) loaded();
	}

	/* ---- the dialog ---- */

	var dialog = null;

	function makeDialog() {
		var words = document.body.dataset;
		var input = make("input", { type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list", "aria-label": words.searchLabel, placeholder: words.searchHint, autocomplete: "off", spellcheck: "false", enterkeyhint: "go" });
		var list = make("div", { id: "found", role: "listbox", "aria-label": words.searchLabel, hidden: "" });
		var said = make("p", { class: "said", role: "status" }), more = make("a", { class: "more", hidden: "" }, [words.searchAll]);
		var close = make("button", { type: "submit", formmethod: "dialog", class: "close" }, [words.searchClose]);
		dialog = make("dialog", { class: "search", "aria-label": words.searchLabel }, [
			make("form", { method: "dialog", role: "search" }, [input, close]), list, said, more
		]);
		document.body.append(dialog);
		dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
		list.addEventListener("click", function () { dialog.close(); });
		/* Some browsers would empty the field first. */
		dialog.addEventListener("keydown", function (event) {
			if (event.key !== "Escape" || event.isComposing) return;
			event.preventDefault();
			dialog.close();
		});
		dialog.place = new Place(input, list, said, more);
	}

	/* typed: what the field begins with, or "" for what it has. */
	function open(typed) {
		if (!dialog) makeDialog();
		if (!dialog.open) dialog.showModal();
		if (typed) dialog.place.input.value = typed;
		else dialog.place.input.select();
		if (typed || !index) dialog.place.search();
	}

	/* search.html: the same in the page, with the query in the address. */
	function upgrade(form) {
		var place = new Place(form.elements.q, document.getElementById("results"), form.querySelector(".said"), null);
		var everything = document.getElementById("everything");
		place.limit = 200;
		place.changed = function (query) {
			history.replaceState(null, "", location.pathname + (query ? "?q=" + encodeURIComponent(query) : ""));
			everything.hidden = query.trim() !== "";
		};
		if (place.input.value) place.search();
	}

	return { index: takeIndex, piece: readPiece, open: open, upgrade: upgrade, ready: ready, find: find, prepare: prepare };
})();
