/*
 * make-site: a site of N documents to measure with.
 *
 *   make-site DIR N [incidents]
 *
 * Half are runbooks, a quarter incidents and a quarter their postmortems; with "incidents"
 * N incidents and nothing else.  About 2.7 kB each, linked to each other, with tables and
 * commands.  The same N gives the same bytes.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_DAY = 20454 }; /* 2026-01-01, in days since 1970 */

static const char registers[] =
    "people:\n"
    "  ann: {name: Ann Arbour, team: core, timezone: Europe/Paris}\n"
    "  bob: {name: Bob Bridge, team: core, timezone: Europe/Paris}\n"
    "  cyd: {name: Cyd Canal, team: edge, timezone: America/Toronto}\n"
    "  dov: {name: Dov Delta, team: edge, timezone: America/Toronto}\n"
    "teams:\n"
    "  core: {name: Core, lead: ann, channel: \"#core\", escalation: first}\n"
    "  edge: {name: Edge, lead: cyd, channel: \"#edge\", escalation: first}\n"
    "severities:\n"
    "  SEV1: {name: Critical, acknowledge_within: 15m, update_every: 30m, resolve_within: 1h, postmortem_within: 48h}\n"
    "  SEV2: {name: Major, acknowledge_within: 30m, update_every: 1h, resolve_within: 4h, postmortem_within: 72h}\n"
    "schedules:\n"
    "  primary:\n"
    "    name: Primary\n"
    "    timezone: Europe/Paris\n"
    "    layers: [{people: [ann, bob, cyd, dov], start: \"2025-01-06T09:00\", every: 1w}]\n"
    "escalations:\n"
    "  first:\n"
    "    levels:\n"
    "      - {after: 0m, notify: [schedule/primary], by: [push]}\n"
    "      - {after: 10m, notify: [person/ann, team/core], by: [phone]}\n"
    "services:\n";

static const char *const words[] = { "queue", "ledger", "gateway", "replica", "cache", "mailer", "search", "billing",
	"session", "archive", "router", "catalogue", "worker", "broker", "certificate", "storage" };

enum { WORDS = sizeof words / sizeof *words, SERVICES = 40 };

static FILE *
open_file(const char *format, ...)
{
	char name[512];
	va_list arguments;
	FILE *file;

	va_start(arguments, format);
	vsnprintf(name, sizeof name, format, arguments);
	va_end(arguments);
	file = fopen(name, "w");
	if (!file) {
		fprintf(stderr, "make-site: %s: %s\n", name, strerror(errno));
		exit(2);
	}
	return file;
}

static const char *
word(unsigned number)
{
	return words[number % WORDS];
}

/* The calendar day of an incident: three a day, as many years back as it takes. */
static const char *
day_of(unsigned number)
{
	static char text[16];
	time_t at = (time_t)(FIRST_DAY - (long)(number / 3)) * 86400;

	strftime(text, sizeof text, "%Y-%m-%d", gmtime(&at));
	return text;
}

static void
write_registers(const char *folder)
{
	FILE *file = open_file("%s/content/registers.yaml", folder);

	fputs(registers, file);
	for (unsigned i = 0; i < SERVICES; i++)
		fprintf(file, "  %s-%u: {name: %s %u, team: %s, component: {name: %s %u, group: Group %u, order: %u, since: 1990-01-01}}\n",
		    word(i), i, word(i), i, i % 2 ? "core" : "edge", word(i), i, i / 10, i);
	fclose(file);
	file = open_file("%s/site.yaml", folder);
	fputs("title: Measured\nbase_url: https://handbook.example.com/\ntimezone: UTC\nescalation: first\n"
	      "status: {title: Status, url: \"https://status.example.com/\"}\n",
	    file);
	fclose(file);
}

static void
write_runbook(const char *folder, unsigned i, unsigned count)
{
	FILE *file = open_file("%s/content/runbooks/%s-%u.md", folder, word(i), i);
	unsigned a = (i + 1) % count, b = (i * 7 + 3) % count;

	fprintf(file, "---\ntitle: The %s of cell %u is behind\ndescription: Work for the %s arrives faster than it is done.\n"
	              "service: %s-%u\nseverity: SEV%u\nowner: %s\nreviewed: 2025-12-01\ntags: [%s, cell-%u]\n---\n\n",
	    word(i), i, word(i), word(i % SERVICES), i % SERVICES, i % 2 + 1, i % 2 ? "core" : "edge", word(i + 5), i % 50);
	fprintf(file, "## Symptoms\n\n- Requests to the **%s** of cell %u take longer than *two seconds*\n"
	              "- The alert says `%sBehind%u`; the graph of [the neighbour](%s-%u.md) rises a little later\n"
	              "- Customers write that what they sent has not arrived, and that a second attempt does not help either\n\n",
	    word(i), i, word(i), i, word(a), a);
	fprintf(file, "| Signal | Normal | Act at | Where |\n|---|---|---|---|\n"
	              "| Depth of the queue | below 400 | 2,000 | [overview](https://graphs.example.com/d/%u) |\n"
	              "| Oldest message | 3 s | 60 s | `kubectl top pod` |\n| Errors of the %s | 0.1 %% | 2 %% | logs of cell %u |\n"
	              "| Replicas | 6 | 4 | [capacity](%s-%u.md#resolution) |\n\n",
	    i, word(i + 1), i, word(b), b);
	fprintf(file, "## Diagnosis (< 5 min)\n\nFirst see whether anything reads from it at all. A reader that hangs looks like one that is busy, so "
	              "compare the two numbers of the second column.\n\n```sh\nkubectl -n cell-%u get pods -l app=%s -o wide\n"
	              "kubectl -n cell-%u logs deploy/%s --since=10m | grep -c timeout\n```\n\n"
	              "1. **No reader:** the service that reads is down. Restart it, and look at its last deploy.\n"
	              "2. **Readers hang:** something behind them is slow, most often the %s; see [its page](%s-%u.md).\n"
	              "3. **Readers are busy:** honest work. Ask in the channel whether somebody loads data today.\n\n",
	    i % 90, word(i), i % 90, word(i), word(b), word(b), b);
	fprintf(file, "## Resolution\n\nStart with what is cheap. Every step can be taken back, and every one takes effect within a minute; wait for it.\n\n"
	              "1. Restart one reader:\n\n   ```sh\n   kubectl -n cell-%u rollout restart deployment/%s\n   ```\n\n"
	              "2. Add readers, at most twelve, because the %s accepts no more:\n\n   ```sh\n   kubectl -n cell-%u scale deployment/%s --replicas=<REPLICAS>\n   ```\n\n"
	              "3. Move the work of this cell to the next one, as described for [%s %u](%s-%u.md#resolution), and say so in the channel.\n\n",
	    i % 90, word(i), word(i + 3), i % 90, word(i), word(a), a, word(a), a);
	fprintf(file, "## Escalation\n\n- Oldest message above **ten minutes**: page `schedule/primary`.\n- Not falling after 30 minutes: call @%s; for the %s, call @%s.\n\n"
	              "## Verification\n\nThe depth falls by more than a hundred a minute, and the oldest message is younger than a minute. "
	              "Send one of your own and see it arrive.\n\n> [!NOTE]\n> The graph lags by ninety seconds. Wait for two points before you believe it.\n\n"
	              "## Post-incident\n\nWrite down when the first message was late and when the last one was worked off. Where the cause was a load of data, "
	              "agree with those who load it on an hour, and put that hour on the calendar. Where it was a reader that hung, keep its log: the machine "
	              "forgets it after a day. A second time within a month is worth a postmortem even when no customer has noticed it.\n",
	    i % 2 ? "ann" : "cyd", word(b), i % 2 ? "bob" : "dov");
	fclose(file);
}

static void
write_incident(const char *folder, unsigned i, unsigned runbooks)
{
	const char *day = day_of(i), *name = word(i);
	unsigned hour = 1 + i % 3 * 7, service = i % SERVICES;
	FILE *file = open_file("%s/content/incidents/%s-%s-%u.md", folder, day, name, i);

	fprintf(file, "---\ntitle: Slow %s in region %u\nseverity: SEV%u\nimpact: major\ncomponents: [%s-%u]\nstarted: %s %02u:02 UTC\n",
	    name, i, i % 2 + 1, word(service), service, day, hour);
	if (runbooks)
		fprintf(file, "runbooks: [%s-%u]\n", word(i % runbooks), i % runbooks);
	fprintf(file, "tags: [%s, region-%u]\n---\n\n", name, i % 20);
	fprintf(file, "## Investigating — %s %02u:05 UTC\n\nAffects: %s-%u (partial outage)\n\n"
	              "Some requests to the %s take much longer than they should, and a few fail. What you have sent is safe: it waits, and it will be "
	              "worked off in the order in which it came. Please do not send it again, because a second copy makes the first one slower. "
	              "Next update in 20 minutes.\n\n",
	    day, hour, word(service), service, name);
	fprintf(file, "## Identified — %s %02u:21 UTC\n\nA change to the %s made every request wait for an answer that nobody needs. We are taking it back, one "
	              "cell at a time, and watch each before we go on:\n\n| Cell | State | Done |\n|---|---|---|\n| north | taken back | yes |\n| east | being taken back | no |\n"
	              "| south | waits | no |\n| west | not affected | — |\n\nThe first cell is well again after two minutes, so we expect to be done within the half hour. "
	              "Next update in 20 minutes.\n\n",
	    day, hour, word(i + 2));
	fprintf(file, "## Identified — %s %02u:36 UTC\n\nThree of four cells are done. The last one holds the most work, about 40,000 requests, and we "
	              "give it more machines first so that it is not overrun when it starts again. What has waited longest goes first. If you use "
	              "the **batch interface**, your jobs are listed as *queued*; they are not lost, and there is nothing that you need to do. "
	              "Next update in 20 minutes.\n\n",
	    day, hour);
	fprintf(file, "## Monitoring — %s %02u:44 UTC\n\nAffects: %s-%u (degraded performance)\n\nAll cells answer at their usual speed. What had waited is being worked off: "
	              "about 3,000 requests a minute, the oldest first, so that the last of it will be through within a quarter of an hour. "
	              "New requests do not have to wait behind it.\n\n",
	    day, hour, word(service), service);
	fprintf(file, "## Resolved — %s %02u:58 UTC\n\nEverything that had waited has been worked off, and we have compared what came in with what went out: nothing is "
	              "missing and nothing was done twice. The change stays away until it has a test that would have shown this. "
	              "We are sorry for the trouble, and thank everybody who wrote to us: the first message came four minutes before our own alert, which we will mend. "
	              "What follows from it we shall publish here, with the times and with what we change, within two days. "
	              "Until then the %s is watched by a person day and night, and the limits at which somebody is called are half of what they were. "
	              "If you still see anything slow, or a request of yours is not in the list of what was done, please write to us with the time and the address that you used.\n",
	    day, hour, name);
	fclose(file);
}

static void
write_postmortem(const char *folder, unsigned i, unsigned runbooks)
{
	const char *day = day_of(i), *name = word(i);
	unsigned hour = 1 + i % 3 * 7, service = i % SERVICES;
	FILE *file = open_file("%s/content/postmortems/%s-%s-%u.md", folder, day, name, i);

	fprintf(file, "---\ntitle: Why the %s of region %u was slow\nincident: %s-%s-%u\nseverity: SEV%u\nservices: [%s-%u]\n"
	              "started: %s %02u:02 UTC\ndetected: %s %02u:04 UTC\nacknowledged: %s %02u:05 UTC\nmitigated: %s %02u:44 UTC\nresolved: %s %02u:58 UTC\n"
	              "detected_by: monitoring\nauthors: [ann, dov]\nstatus: final\nrunbooks: [%s-%u]\npublic: true\nowner: core\n---\n\n",
	    name, i, day, name, i, i % 2 + 1, word(service), service, day, hour, day, hour, day, hour, day, hour, day, hour, word(i % runbooks), i % runbooks);
	fprintf(file, "## Summary\n\nA change to the %s made every request wait. It was taken back in 40 minutes, and what had waited was worked off.\n\n"
	              "## Impact\n\n- 12 %% of requests took longer than two seconds for 42 minutes\n- 310 requests failed and were sent again\n\n",
	    word(i + 2));
	fprintf(file, "## Timeline (UTC)\n\n- %02u:02 the change reaches the first cell\n- %02u:04 alert: requests are slow\n- %02u:05 acknowledged\n"
	              "- %02u:12 the graph of the %s is found to be flat, as [its runbook](../runbooks/%s-%u.md#diagnosis--5-min) says\n"
	              "- %02u:21 the change is found\n- %02u:44 all cells are back\n- %02u:58 compared, resolved\n\n",
	    hour, hour, hour, hour, name, word(i % runbooks), i % runbooks, hour, hour, hour);
	fprintf(file, "## Root cause\n\nThe new version asked the %s for an answer on every request and waited for it, even where the answer was already known. "
	              "Under test there was one caller, so that nothing had to wait; in the cells there were four hundred. "
	              "Each of them held a connection while it waited, and the connections ran out before the processors did, so that the graphs which "
	              "we look at first showed nothing at all.\n\n"
	              "```sql\nSELECT state, count(*) FROM requests WHERE cell = %u GROUP BY state;\n```\n\n"
	              "| Cell | Requests | Slow | Failed |\n|---|--:|--:|--:|\n| north | 48,211 | 5,102 | 81 |\n| east | 51,090 | 6,240 | 120 |\n| south | 47,733 | 5,871 | 109 |\n\n",
	    word(i + 2), i % 90);
	fprintf(file, "## Contributing factors\n\n- The change went to all cells within one hour, although [the incident](../incidents/%s-%s-%u.md) shows that one was enough\n"
	              "- The alert counts errors, and a slow request is none\n\n## What went well\n\n- One minute from the alert to a person\n- Taking it back needed no decision\n\n"
	              "## What could improve\n\n- Notice slow requests before customers do\n- Let a change rest in one cell\n\n",
	    day, name, i);
	fprintf(file, "## Action items\n\n- [x] Alert when a tenth of requests takes two seconds (owner: @ann, due: 2027-01-10, type: detect, priority: P1)\n"
	              "- [x] Keep a change in one cell for an hour (owner: @bob, due: 2027-01-20, type: prevent, priority: P1)\n"
	              "- [ ] Test the %s with four hundred callers (owner: @cyd, due: 2027-02-01, type: prevent, priority: P2)\n"
	              "- [ ] Drop the second question where the answer is known (owner: @dov, due: 2027-02-15, type: mitigate, priority: P2)\n",
	    word(i + 2));
	fclose(file);
}

int
main(int argc, char **argv)
{
	unsigned count = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	int incidents_alone = argc > 3 && strcmp(argv[3], "incidents") == 0;
	unsigned incidents = incidents_alone ? count : count / 4, runbooks = incidents_alone ? 0 : count - 2 * incidents;
	static const char *const folders[] = { "", "/content", "/content/runbooks", "/content/incidents", "/content/postmortems" };

	if (argc < 3 || count == 0) {
		fputs("usage: make-site DIR N [incidents]\n", stderr);
		return 2;
	}
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		char name[512];

		snprintf(name, sizeof name, "%s%s", argv[1], folders[i]);
		if (mkdir(name, 0777) != 0 && errno != EEXIST) {
			fprintf(stderr, "make-site: %s: %s\n", name, strerror(errno));
			return 2;
		}
	}
	write_registers(argv[1]);
	for (unsigned i = 0; i < runbooks; i++)
		write_runbook(argv[1], i, runbooks);
	for (unsigned i = 0; i < incidents; i++)
		write_incident(argv[1], i, runbooks);
	for (unsigned i = 0; i < (incidents_alone ? 0 : incidents); i++)
		write_postmortem(argv[1], i, runbooks);
	return 0;
}
