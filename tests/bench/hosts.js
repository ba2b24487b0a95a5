/*
 * hosts: 50 hosts on the loopback, 127.0.1.1 to 127.0.1.50, that answer each request after 100 to 200 ms; prints the port.
 * With four requests at once a host, as sitrep asks, the slowest needs a second for 20 of them.
 */
"use strict";

const http = require("http");

const server = http.createServer((request, response) => {
	const host = Number(request.socket.localAddress.split(".")[3]);

	setTimeout(() => response.end(), 100 + 2 * host);
}).listen(0, "0.0.0.0", () => console.log(server.address().port));

server.keepAliveTimeout = 60000;
setTimeout(() => process.exit(0), 10 * 60 * 1000).unref(); /* in case nobody ends it */
