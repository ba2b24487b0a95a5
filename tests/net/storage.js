/*
 * storage: what tests/net/publish.sh publishes to.  Prints its ports: REAL ODD ELSEWHERE.
 *
 * REAL is s3rver, which verifies signatures, with the buckets status.example.com and books.  ODD is a storage of one bucket that
 * keeps objects in memory, and fails as it is told:
 *
 *   POST /.fault  {"fault": NAME}: see below; also empties the log
 *   POST /.empty  forgets all objects
 *   PUT /.object?KEY  somebody else's object
 *   GET /.log     what was asked since: [{method, key, signed, token, to}]
 *   GET /.objects {key: {type, cache, body, md5}}
 *
 * ELSEWHERE is where ODD redirects to; it is in the log as well.
 */
"use strict";

const crypto = require("crypto");
const http = require("http");
const S3rver = require("@20minutes/s3rver");

const objects = new Map();
let log = [], fault = "", seen = new Map();

const hash = (name, bytes, form) => crypto.createHash(name).update(bytes).digest(form);
const escape = (text) => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
const etag_of = (body) => `"${hash("md5", fault === "kms" ? Buffer.concat([body, Buffer.from("key")]) : body, "hex")}"`;

/* Always true. */
function fail(response, status, code, more = "", headers = {}, message = "Said by the storage") {
	response.writeHead(status, { "Content-Type": "application/xml", ...headers });
	response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`);
	return true;
}

/* Form encoding, as the storage that all others imitate has it. */
const form = (key) => encodeURIComponent(key).replace(/%20/g, "+").replace(/%2F/g, "/");

function list(query, response) {
	const prefix = query.get("prefix") || "", from = query.get("continuation-token") || "";
	const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > from).sort();
	const page = keys.slice(0, 1000), more = keys.length > 1000;
	const contents = page.map((key) => `<Contents><Key>${form(key)}</Key><ETag>${escape(objects.get(key).etag)}</ETag><Size>${objects.get(key).size}</Size></Contents>`);
	const text = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType>` +
		`<IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${escape(page[999])}</NextContinuationToken>` : ""}${contents.join("")}</ListBucketResult>`;
	response.end(fault === "truncated" ? text.slice(0, text.length - 30) : text);
}

/* What it says must be so. */
function put(key, request, body, response) {
	if (hash("sha256", body, "hex") !== request.headers["x-amz-content-sha256"]) return fail(response, 400, "XAmzContentSHA256Mismatch");
	if (request.headers["content-md5"] && hash("md5", body, "base64") !== request.headers["content-md5"]) return fail(response, 400, "BadDigest");
	const etag = etag_of(body);
	if (fault !== "drop" || key.endsWith(".json"))
		objects.set(key, { body, etag, size: body.length, type: request.headers["content-type"], cache: request.headers["cache-control"] });
	response.writeHead(200, { ETag: etag }).end();
}

const faults = {
	/* The first two attempts at each object. */
	busy: (key, request, response) => request.method === "PUT" && seen.get(key) <= 2 && fail(response, 503, "SlowDown", "", { "Retry-After": "0" }),
	late: (key, request, response) => request.method === "PUT" && seen.get(key) <= 1 && fail(response, 400, "RequestTimeout"),
	denied: (key, request, response) => request.method === "PUT" && key.endsWith(".html") && fail(response, 403, "AccessDenied"),
	redirect: (key, request, response) => fail(response, 307, "TemporaryRedirect", "", { Location: `http://127.0.0.1:${elsewhere.address().port}/${key}`, "x-amz-bucket-region": "eu-west-3" }),
	region: (key, request, response) => fail(response, 400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>"),
	skew: (key, request, response) => fail(response, 403, "RequestTimeTooSkewed", "<RequestTime>20261121T121700Z</RequestTime><ServerTime>2026-11-21T12:00:00Z</ServerTime>"),
	/* What it was sent. */
	echo: (key, request, response) => fail(response, 418, "IAmATeapot", "", {}, `You sent ${request.headers["x-amz-security-token"]}`),
	/* Always one more page, with nothing in it. */
	endless: (key, request, response) => key === "" && (response.end(`<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>${crypto.randomUUID()}</NextContinuationToken></ListBucketResult>`), true),
	strange: (key, request, response) => fail(response, 418, "IAmATeapot"),
	/* To whom it does not know it is busy, or sends them on. */
	unsure: (key, request, response) => !request.headers.authorization && fail(response, 503, "SlowDown", "", { "Retry-After": "0" }),
	onward: (key, request, response) => !request.headers.authorization && fail(response, 307, "TemporaryRedirect", "", { Location: `http://127.0.0.1:${elsewhere.address().port}/${key}` }),
	/* After some it says nothing more. */
	stalled: (key, request) => request.method === "PUT" && log.filter((r) => r.method === "PUT").length > 8,
	/* The list of what is published is another's as soon as pages are sent. */
	race: (key, request, response) => {
		if (request.method !== "GET" || !key.endsWith(".sitrep-published.json") || !log.some((r) => r.method === "PUT")) return false;
		response.end(JSON.stringify({ version: 1, run: "another", files: {} }));
		return true;
	},
	garbled: (key, request, response) => request.method === "GET" && key.endsWith(".sitrep-published.json") && (response.end('{"version": 1, "files": {"index'), true),
};

function answer(request, body, response) {
	const url = new URL(request.url, "http://x"), key = decodeURIComponent(url.pathname).replace(/^\/[^/]*\/?/, "");
	const signed = /^AWS4-HMAC-SHA256 /.test(request.headers.authorization || "");
	log.push({ method: request.method, key, signed, token: request.headers["x-amz-security-token"] || "", to: "odd" });
	seen.set(key, (seen.get(key) || 0) + 1);
	if (faults[fault] && faults[fault](key, request, response)) return undefined;
	if (!signed && fault !== "open") return fail(response, 403, "AccessDenied");
	if (request.method === "PUT") return put(key, request, body, response);
	if (request.method === "DELETE") return objects.delete(key), response.writeHead(204).end();
	if (key === "") return list(url.searchParams, response);
	if (!objects.has(key)) return fail(response, 404, "NoSuchKey");
	return response.end(objects.get(key).body);
}

const controls = {
	"/.fault": (body) => { fault = JSON.parse(body).fault; log = []; seen = new Map(); return "ok"; },
	"/.empty": () => (objects.clear(), "ok"),
	"/.object": (body, url) => { objects.set(decodeURIComponent(url.search.slice(1)), { body, etag: etag_of(body), size: body.length }); return "ok"; },
	"/.log": () => JSON.stringify(log),
	"/.objects": () => JSON.stringify(Object.fromEntries([...objects].map(([key, o]) => [key, { type: o.type, cache: o.cache, body: o.body.toString(), etag: o.etag }]))),
};

const odd = http.createServer((request, response) => {
	const parts = [];
	request.on("data", (part) => parts.push(part));
	request.on("end", () => {
		const body = Buffer.concat(parts), url = new URL(request.url, "http://x");
		if (controls[url.pathname]) return response.end(controls[url.pathname](body, url));
		return answer(request, body, response);
	});
});

const elsewhere = http.createServer((request, response) => {
	log.push({ method: request.method, key: request.url, signed: "authorization" in request.headers, token: request.headers["x-amz-security-token"] || "", to: "elsewhere" });
	request.resume();
	response.end();
});

const listen = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));

async function main() {
	const buckets = ["status.example.com", "books"].map((name) => ({ name, configs: [] }));
	const real = await new S3rver({ port: 0, address: "127.0.0.1", silent: true, directory: process.argv[2], configureBuckets: buckets }).run();

	console.log([real.port, await listen(odd), await listen(elsewhere)].join(" "));
	setTimeout(() => process.exit(0), 15 * 60 * 1000).unref(); /* in case nobody ends it */
}

main();
