/*
 * serve: a static host, as plain as they come, on 127.0.0.1.
 *
 * serve(directory, below, alter) → { address, down, close }: the folder's files at address, which ends in below
 * ("/some/sub/path/").  What is not there is answered with directory/404.html and status 404.  alter(html), if given,
 * returns what is sent of a page; then all else may be kept by the browser.  While down is set, no request is answered.
 */
"use strict";

const fs = require("fs");
const http = require("http");
const path = require("path");

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
	".svg": "image/svg+xml", ".png": "image/png", ".atom": "application/atom+xml", ".rss": "application/rss+xml",
	".xml": "application/xml", ".csv": "text/csv", ".ics": "text/calendar" };

function find(directory, below, url) {
	const wanted = decodeURIComponent(new URL(url, "http://127.0.0.1").pathname);
	if (!wanted.startsWith(below)) return null;
	const file = path.join(directory, path.posix.normalize("/" + wanted.slice(below.length)));
	if (!fs.existsSync(file)) return null;
	return fs.statSync(file).isDirectory() ? path.join(file, "index.html") : file;
}

function answer(directory, below, alter, request, response) {
	const file = find(directory, below, request.url);
	const shown = file && fs.existsSync(file) ? file : path.join(directory, "404.html");
	if (!fs.existsSync(shown)) {
		response.writeHead(404, { "content-type": "text/plain" }).end("not found");
		return;
	}
	const is_altered = alter && shown.endsWith(".html");
	response.writeHead(shown === file ? 200 : 404, {
		"content-type": TYPES[path.extname(shown)] || "application/octet-stream",
		...(alter && !is_altered ? { "cache-control": "max-age=600" } : {}),
	});
	if (is_altered) response.end(alter(fs.readFileSync(shown)));
	else fs.createReadStream(shown).pipe(response);
}

function serve(directory, below = "/", alter = null) {
	const host = { down: false };
	const server = http.createServer((request, response) => {
		if (host.down) request.socket.destroy();
		else answer(directory, below, alter, request, response);
	});
	return new Promise((resolve) => {
		server.listen(0, "127.0.0.1", () => resolve(Object.assign(host, {
			address: `http://127.0.0.1:${server.address().port}${below}`,
			close() {
				server.closeAllConnections();
				server.close();
			},
		})));
	});
}

module.exports = { serve };
