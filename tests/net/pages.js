/*
 * pages: status pages of others, on one port, that answer in all the ways that there are.  Prints its port.
 *
 *   /good        an answer; /moved and /moved-on lead there, /inside to a metadata service
 *   /other       one with words that nobody knows
 *   /slow        says nothing; /drip, a byte a second
 *   /error       500; /gone 404
 *   /truncated   the connection is cut in the middle
 *   /html        a page for readers
 *   /odd         JSON, but no state
 *   /huge        50 MB
 *   /flaky       /good while the file that is named exists, else 503
 */
"use strict";

const fs = require("fs");
const http = require("http");

const good = JSON.stringify({
	page: { id: "p1", name: "Stripe", url: "https://status.stripe.example" },
	components: [
		{ id: "g1", name: "Europe", status: "partial_outage", group: true, group_id: null, components: ["c1", "c2"] },
		{ id: "c1", name: "API", status: "operational", group: false, group_id: "g1" },
		{ id: "c2", name: "Webhooks", status: "partial_outage", group: false, group_id: "g1" },
		{ id: "g2", name: "America", status: "degraded_performance", group: true, group_id: null, components: ["c3"] },
		{ id: "c3", name: "API", status: "degraded_performance", group: false, group_id: "g2" },
		{ id: "c4", name: "Dashboard", status: "under_maintenance", group: false, group_id: null },
	],
	status: { indicator: "major", description: "Partial System Outage" },
});
const other = JSON.stringify({
	components: [{ id: "c1", name: "API", status: "partial_outage_v2" }, { id: "c2", name: "Cards", status: "major_outage" }],
	status: { indicator: "weather" },
});
const JSON_TYPE = { "Content-Type": "application/json" };
const END = "/api/v2/summary.json";

function drip(response) {
	response.writeHead(200, JSON_TYPE);
	const timer = setInterval(() => response.write(" "), 1000);
	response.on("close", () => clearInterval(timer));
}

function flood(response) {
	const chunk = "x".repeat(1 << 20);
	let left = 50;
	const more = () => { while (left-- > 0) if (!response.write(chunk)) return response.once("drain", more); response.end(); };
	response.on("error", () => {});
	response.writeHead(200, JSON_TYPE);
	more();
}

const answers = {
	good: (response) => response.writeHead(200, JSON_TYPE).end(good),
	other: (response) => response.writeHead(200, JSON_TYPE).end(other),
	moved: (response) => response.writeHead(302, { Location: `/moved-on${END}` }).end(),
	"moved-on": (response) => response.writeHead(301, { Location: `/good${END}` }).end(),
	inside: (response) => response.writeHead(302, { Location: "http://169.254.169.254/latest/meta-data/" }).end(),
	slow: () => undefined,
	drip,
	error: (response) => response.writeHead(500).end("oh"),
	truncated: (response) => { response.writeHead(200, { ...JSON_TYPE, "Content-Length": good.length }); response.write(good.slice(0, 100)); setTimeout(() => response.destroy(), 50); },
	html: (response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>Status</title><h1>All good</h1>"),
	odd: (response) => response.writeHead(200, JSON_TYPE).end('{"hello": "world"}'),
	huge: flood,
	flaky: (response) => (fs.existsSync(process.argv[2]) ? answers.good(response) : response.writeHead(503).end()),
};

const server = http.createServer((request, response) => {
	const answer = request.url.endsWith(END) && answers[request.url.slice(1, -END.length)];

	return answer ? answer(response) : response.writeHead(404).end("nothing here");
}).listen(0, "127.0.0.1", () => console.log(server.address().port));

setTimeout(() => process.exit(0), 10 * 60 * 1000).unref(); /* in case nobody ends it */
