/*
 * odd: a server that answers as servers should not.  Prints its port, and three that are free.
 *
 *   /count      how often each path was asked, as JSON
 *   /no-head    405 to HEAD
 *   /later      503 with Retry-After to the first two requests
 *   /slow-down  429, always, with a Retry-After of an hour
 *   /hang       nothing
 *   /reset      the connection is cut
 *   /loop       a redirect to itself
 *   /cookie     a redirect to itself, until a cookie comes back that it sets
 *   /jar?HOST   what cookies came; sets one and leads to /jar of HOST, where that is named
 *   /moved      a redirect that holds for good, to /here
 *   /far        the same, to an address of kilobytes
 *   /to?ADDRESS a redirect there, and the connection is closed
 *   /wait/MS    an answer after so long
 *   /status/N   N
 *   /app        a page whose places are made by a script
 *   /slow/N     ok, after N milliseconds
 *   /later/N    503 to the first N requests since /reset-counts
 *   /switch/X   what /turn/X/N said last: N; 200 before
 *   /echo       the header Authorization
 */
"use strict";

const http = require("http");
const net = require("net");

const asked = {}, switched = {};

function answer(request, response) {
	const path = request.url;
	const key = `${request.method} ${path}`;

	asked[key] = (asked[key] || 0) + 1;
	if (path === "/count") return response.end(JSON.stringify(asked));
	if (path === "/no-head" && request.method === "HEAD") return response.writeHead(405).end();
	if (path === "/later" && asked[key] <= 2) return response.writeHead(503, { "Retry-After": "0" }).end();
	if (path.startsWith("/slow-down")) return response.writeHead(429, { "Retry-After": "3600" }).end();
	if (path.startsWith("/hang")) return undefined;
	if (path === "/reset") return request.socket.destroy();
	if (path === "/loop") return response.writeHead(302, { Location: "/loop" }).end();
	if (path === "/cookie" && request.headers.cookie === "seen=1") return response.end("ok");
	if (path === "/cookie") return response.writeHead(302, { Location: "/cookie", "Set-Cookie": "seen=1; Path=/; HttpOnly" }).end();
	if (path === "/jar") return response.writeHead(request.headers.cookie ? 410 : 200).end();
	if (path.startsWith("/jar?")) return response.writeHead(302, { Location: path.slice(5), "Set-Cookie": "a=b; Path=/" }).end();
	if (path.startsWith("/to?")) return response.writeHead(302, { Location: path.slice(4), Connection: "close" }).end();
	if (path.startsWith("/wait/")) return setTimeout(() => response.end("at last"), parseInt(path.slice(6), 10));
	if (path === "/wordy" && request.method === "HEAD") return response.writeHead(405).end();
	if (path === "/wordy") return response.writeHead(301, { Location: "/gone-on" }).end("This page is elsewhere. ".repeat(4000));
	if (path === "/moved") return response.writeHead(301, { Location: "/here" }).end();
	if (path === "/far") return response.writeHead(301, { Location: `/${"far/".repeat(1000)}` }).end();
	if (path.startsWith("/status/")) return response.writeHead(Number(path.slice(8))).end();
	if (path === "/app") return response.writeHead(200, { "Content-Type": "text/html" }).end("<script>1</script><main></main>");
	if (path === "/reset-counts") {
		for (const one of Object.keys(asked)) delete asked[one];
		return response.end();
	}
	if (path.startsWith("/later/")) return response.writeHead(asked[key] <= Number(path.slice(7)) ? 503 : 200).end();
	if (path.startsWith("/slow/")) return setTimeout(() => response.end("ok"), Number(path.slice(6)));
	if (path.startsWith("/turn/")) {
		switched[path.split("/")[2]] = Number(path.split("/")[3]);
		return response.end();
	}
	if (path.startsWith("/switch/")) return response.writeHead(switched[path.slice(8)] || 200).end();
	if (path === "/echo") return response.end(request.headers.authorization || "");
	return response.writeHead(200).end("ok");
}

/* A port that was free a moment ago. */
function free_port() {
	return new Promise((resolve) => {
		const server = net.createServer().listen(0, "127.0.0.1", () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});
}

async function main() {
	const ports = [await free_port(), await free_port(), await free_port()];
	const server = http.createServer(answer).listen(0, "127.0.0.1", () => console.log([server.address().port, ...ports].join(" ")));

	setTimeout(() => process.exit(0), 10 * 60 * 1000).unref(); /* in case nobody ends it */
}

main();
