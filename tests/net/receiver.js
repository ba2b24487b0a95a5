/*
 * receiver: takes what is posted and mailed, and writes each down as a line of JSON in the file that it is given.
 *
 *   node receiver.js RECORDS TLS   TLS: a folder with server.pem, server.key, other.pem and other.key
 *
 * Prints four ports: HTTP; SMTP without TLS; SMTP with STARTTLS and a login; SMTP in TLS, with a certificate that
 * nobody vouches for.
 *
 *   /ok/…          200            /status/N     N
 *   /slow/…        200, after a second
 *   /later/…       429 to the first request, with a Retry-After of no time
 *   /limit/…       429, always, with a Retry-After of an hour
 *   /hang-once/…   no answer to the first request
 *   /half/…        200, and half of what is said to follow
 *   /endless/…     200, and what never ends
 *   /redirect      302 to /ok/stolen
 *
 * Mail to refused@… is refused, and to busy@… for now.  The login is status, and the password "correct horse".
 */
"use strict";

const fs = require("fs");
const http = require("http");
const net = require("net");
const tls = require("tls");

const [, , records, folder] = process.argv;
const asked = {};

function record(entry) {
	fs.appendFileSync(records, JSON.stringify(entry) + "\n");
}

/* ---- HTTP ---- */

function reply(request, response, first) {
	const path = request.url;

	if (path.startsWith("/status/")) return response.writeHead(Number(path.split("/")[2])).end();
	if (path.startsWith("/slow/")) return setTimeout(() => response.writeHead(200).end("ok"), 1000);
	if (path.startsWith("/later/") && first) return response.writeHead(429, { "Retry-After": "0" }).end();
	if (path.startsWith("/limit/")) return response.writeHead(429, { "Retry-After": "3600" }).end();
	if (path.startsWith("/hang-once/") && first) return undefined;
	if (path.startsWith("/half/")) {
		response.writeHead(200, { "Content-Length": 1000 }).write("ok");
		return setTimeout(() => request.socket.destroy(), 50);
	}
	if (path.startsWith("/endless/")) return response.writeHead(200, { "Content-Length": 1000 }).write("ok");
	if (path === "/redirect") return response.writeHead(302, { Location: "/ok/stolen" }).end();
	return response.writeHead(200).end("ok");
}

function answer(request, response) {
	const chunks = [];

	request.on("data", (chunk) => chunks.push(chunk));
	request.on("end", () => {
		const first = !asked[request.url];

		asked[request.url] = true;
		record({ method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
		reply(request, response, first);
	});
}

/* ---- SMTP ---- */

const LOGIN = Buffer.from("\0status\0correct horse").toString("base64");

class Session {
	constructor(socket, options) {
		this.options = options;
		this.secure = Boolean(options.implicit);
		this.mail = { to: [], secure: this.secure, login: false };
		this.take(socket);
		this.say("220 mail.example.com ready");
	}

	take(socket) {
		this.socket = socket;
		this.rest = "";
		socket.setEncoding("latin1");
		socket.on("data", (text) => this.read(text));
		socket.on("error", () => {});
	}

	say(line) {
		this.socket.write(`${line}\r\n`);
	}

	read(text) {
		this.rest += text;
		for (let end; (end = this.rest.indexOf("\r\n")) >= 0; ) {
			const line = this.rest.slice(0, end);

			this.rest = this.rest.slice(end + 2);
			this.line(line);
		}
	}

	line(line) {
		if (this.data) return this.dataLine(line);
		const verb = line.split(" ")[0].toUpperCase();

		if (this[`do${verb}`]) return this[`do${verb}`](line);
		return this.say("502 what?");
	}

	dataLine(line) {
		if (line !== ".") return this.data.push(line.replace(/^\./, ""));
		record({ ...this.mail, data: Buffer.from(this.data.join("\r\n"), "latin1").toString() });
		this.data = null;
		return this.say("250 taken");
	}

	doEHLO(line) {
		this.mail.greeting = line.slice(5);
		this.say("250-mail.example.com");
		if (this.options.starttls && !this.secure) this.say("250-STARTTLS");
		if (this.options.login && this.secure) this.say("250-AUTH PLAIN");
		this.say("250 8BITMIME");
	}

	doSTARTTLS() {
		this.say("220 go on");
		this.socket.removeAllListeners("data");
		this.secure = this.mail.secure = true;
		this.take(new tls.TLSSocket(this.socket, { isServer: true, ...certificate("server") }));
	}

	doAUTH(line) {
		const words = line.split(" ");

		if (words.length === 2) {
			this.line = (answer) => { delete this.line; this.login(answer); };
			return this.say("334 ");
		}
		return this.login(words[2]);
	}

	login(text) {
		this.mail.login = text === LOGIN;
		this.say(this.mail.login ? "235 welcome" : "535 who is that?");
	}

	doMAIL(line) {
		if (this.options.login && !this.mail.login) return this.say("530 log in first");
		this.mail = { ...this.mail, from: line.slice(10), to: [] };
		return this.say("250 ok");
	}

	doRCPT(line) {
		if (line.includes("refused@")) return this.say("550 nobody of that name");
		if (line.includes("busy@")) return this.say("451 try again later");
		this.mail.to.push(line.match(/<(.*)>/)[1]);
		return this.say("250 ok");
	}

	doDATA() {
		this.data = [];
		this.say("354 go on");
	}

	doQUIT() {
		this.say("221 bye");
		this.socket.end();
	}
}

function certificate(name) {
	return { cert: fs.readFileSync(`${folder}/${name}.pem`), key: fs.readFileSync(`${folder}/${name}.key`) };
}

/* ---- all of them ---- */

function port_of(server) {
	return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
}

async function main() {
	const ports = [
		await port_of(http.createServer(answer)),
		await port_of(net.createServer((socket) => new Session(socket, {}))),
		await port_of(net.createServer((socket) => new Session(socket, { starttls: true, login: true }))),
		await port_of(tls.createServer(certificate("other"), (socket) => new Session(socket, { implicit: true }))),
	];

	console.log(ports.join(" "));
	setTimeout(() => process.exit(0), 10 * 60 * 1000).unref(); /* in case nobody ends it */
}

main();
