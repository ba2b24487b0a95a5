/*
 * Keeps the handbook on the device, for when the network is down: what has been seen, and all of it if that was asked for.
 *
 * What is kept is of one version: each file is held to the hash that the list of that version gives it.  A new version is made ready
 * beside the old one, which goes only when all that it kept is there anew; if that fails, it is tried another time.  While there
 * is a network, pages come from it.
 */
"use strict";

const VERSION = "{version}", SCOPE = self.registration.scope, PREFIX = `sitrep ${SCOPE} `, NAME = PREFIX + VERSION;
const LIST = "offline.json", WHOLE = "offline.json?whole";
const PATIENCE = 3000; /* milliseconds, for a network that says nothing, where there is something kept */
const AT_ONCE = 6;

/* ---- XXH64 (https://github.com/Cyan4973/xxHash, doc/xxhash_spec.md), its first eight digits ---- */

const P = [0x9E3779B185EBCA87n, 0xC2B2AE3D27D4EB4Fn, 0x165667B19E3779F9n, 0x85EBCA77C2B2AE63n, 0x27D4EB2F165667C5n];
const cut = (value) => BigInt.asUintN(64, value);
const turn = (value, by) => cut(value << by) | (value >> (64n - by));
const round = (sum, lane) => cut(turn(cut(sum + lane * P[1]), 31n) * P[0]);

function hash(buffer) {
	const view = new DataView(buffer), size = buffer.byteLength, left = size % 32;
	let at = 0, sum = P[4];
	if (size >= 32) {
		const sums = [cut(P[0] + P[1]), P[1], 0n, cut(-P[0])];
		for (; at < size - left; at += 32)
			for (let i = 0; i < 4; i++) sums[i] = round(sums[i], view.getBigUint64(at + 8 * i, true));
		sum = cut(turn(sums[0], 1n) + turn(sums[1], 7n) + turn(sums[2], 12n) + turn(sums[3], 18n));
		for (const one of sums) sum = cut((sum ^ round(0n, one)) * P[0] + P[3]);
	}
	sum = cut(sum + BigInt(size));
	for (; at + 8 <= size; at += 8) sum = cut(turn(sum ^ round(0n, view.getBigUint64(at, true)), 27n) * P[0] + P[3]);
	if (at + 4 <= size) {
		sum = cut(turn(sum ^ cut(BigInt(view.getUint32(at, true)) * P[0]), 23n) * P[1] + P[2]);
		at += 4;
	}
	for (; at < size; at++) sum = cut(turn(sum ^ cut(BigInt(view.getUint8(at)) * P[4]), 11n) * P[0]);
	sum = cut((sum ^ (sum >> 33n)) * P[1]);
	sum = cut((sum ^ (sum >> 29n)) * P[2]);
	sum ^= sum >> 32n;
	return (sum >> 32n).toString(16).padStart(8, "0");
}

/* ---- what is kept ---- */

const address_of = (path) => SCOPE + path.split("/").map(encodeURIComponent).join("/");

/* The file that an address means, without what is asked of it. */
function path_of(address) {
	const path = address.slice(SCOPE.length).replace(/[?#][^]*$/, "");
	const file = !path || path.endsWith("/") ? path + "index.html" : path;
	try { return decodeURIComponent(file); } catch (_) { return file; }
}

let list = null;

/* This version's list: kept, else from the host, which may have another one already. */
async function files() {
	const cache = await caches.open(NAME);
	if (list) return list;
	let answer = await cache.match(SCOPE + LIST);
	if (!answer) {
		answer = await fetch(SCOPE + LIST, { cache: "no-store" });
		const got = await answer.clone().json();
		if (got.version !== VERSION) throw new Error("the host has another version");
		await cache.put(SCOPE + LIST, answer.clone());
	}
	list = await answer.json();
	return list;
}

/* Keeps an answer, if it is this version's. */
async function keep(path, answer) {
	const wanted = (await files()).files[path];
	if (!wanted || answer.status !== 200 || hash(await answer.clone().arrayBuffer()) !== wanted) return false;
	await (await caches.open(NAME)).put(address_of(path), answer);
	return true;
}

async function fetch_and_keep(path) {
	const cache = await caches.open(NAME);
	if (await cache.match(address_of(path))) return;
	if (!await keep(path, await fetch(address_of(path), { cache: "no-cache" }))) throw new Error(`${path} is of another version`);
}

/* All of the paths, a few at a time; said(done) hears how many there are. */
async function keep_all(paths, said = () => {}) {
	const left = paths.slice();
	let done = 0;
	async function work() {
		while (left.length) {
			await fetch_and_keep(left.pop());
			said(++done);
		}
	}
	await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/* ---- versions ---- */

/* What any page needs: style, scripts, the front page, the page that says what is kept, the search's first part. */
const is_needed = (path) => /^(?:index\.html|offline\.html|search\.html|search\/index\.js|[^/]+\.(?:css|js))$/.test(path);

async function others() {
	return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
}

/* Takes over what has not changed; gives the paths of what has. */
async function take_over(old, now) {
	const cache = await caches.open(NAME), changed = [];
	const before = await (await old.match(SCOPE + LIST))?.json();
	for (const request of await old.keys()) {
		const path = path_of(request.url);
		if (request.url.startsWith(SCOPE + LIST) || !now.files[path]) continue;
		if (before && before.files[path] === now.files[path]) await cache.put(request, await old.match(request));
		else changed.push(path);
	}
	return changed;
}

async function prepare() {
	const now = await files(), wanted = new Set(Object.keys(now.files).filter(is_needed));
	for (const name of await others()) {
		const old = await caches.open(name);
		for (const path of await take_over(old, now)) wanted.add(path);
		if (await old.match(SCOPE + WHOLE)) {
			Object.keys(now.files).forEach((path) => wanted.add(path));
			await (await caches.open(NAME)).put(SCOPE + WHOLE, new Response("yes"));
		}
	}
	await keep_all([...wanted]);
	await self.skipWaiting();
}

async function begin() {
	await Promise.all((await others()).map((name) => caches.delete(name)));
	await self.clients.claim();
}

/* ---- answers ---- */

const is_fixed = (path) => /\.[0-9a-f]{10}\.(?:css|js)$/.test(path);

async function from_network(event, path) {
	const answer = await fetch(event.request);
	if (answer.status === 200 && answer.type === "basic") event.waitUntil(keep(path, answer.clone()).catch(() => {}));
	return answer;
}

async function answer(event) {
	const path = path_of(event.request.url), cache = await caches.open(NAME), kept = await cache.match(address_of(path));
	if (kept && is_fixed(path)) return kept;
	const network = from_network(event, path);
	if (kept) {
		const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
		const first = await Promise.race([network, late]).catch(() => null);
		return first && first.status < 500 ? first : kept;
	}
	try {
		return await network;
	} catch (error) {
		const instead = event.request.mode === "navigate" ? await cache.match(SCOPE + "offline.html") : null;
		if (!instead) throw error;
		return new Response(instead.body, { status: 503, headers: instead.headers });
	}
}

/* ---- what pages ask for ---- */

async function state() {
	const cache = await caches.open(NAME), all = await files();
	const kept = (await cache.keys()).filter((request) => !request.url.startsWith(SCOPE + LIST)).length;
	return { kept, all: Object.keys(all.files).length, bytes: all.bytes, whole: Boolean(await cache.match(SCOPE + WHOLE)) };
}

async function keep_whole(port) {
	const all = Object.keys((await files()).files);
	await keep_all(all, (done) => { if (done % 10 === 0) port.postMessage({ done, all: all.length }); });
	await (await caches.open(NAME)).put(SCOPE + WHOLE, new Response("yes"));
}

async function forget() {
	const cache = await caches.open(NAME);
	await cache.delete(SCOPE + WHOLE);
	for (const request of await cache.keys())
		if (!request.url.startsWith(SCOPE + LIST) && !is_needed(path_of(request.url))) await cache.delete(request);
}

async function serve_page(message, port) {
	try {
		if (message.keep) await keep_whole(port);
		if (message.forget) await forget();
		/* Pages that were there before this worker was. */
		if (message.seen) await Promise.all(message.seen.filter((address) => address.startsWith(SCOPE)).map((address) => fetch_and_keep(path_of(address)).catch(() => {})));
		if (port) port.postMessage(await state());
	} catch (error) {
		if (port) port.postMessage({ failed: String(error), ...await state().catch(() => ({})) });
	}
}

addEventListener("install", (event) => event.waitUntil(prepare()));
addEventListener("activate", (event) => event.waitUntil(begin()));
addEventListener("message", (event) => event.waitUntil(serve_page(event.data, event.ports[0])));
addEventListener("fetch", (event) => {
	if (event.request.method === "GET" && event.request.url.startsWith(SCOPE)) event.respondWith(answer(event));
});
