#include "command/postmortem.h"

#include <stdio.h>
#include <string.h>

#include "base/pool.h"
#include "base/rewrite.h"
#include "base/text.h"
#include "base/time.h"
#include "command/draft.h"
#include "command/incident_parts.h"
#include "command/progress.h"

/* What a line of the timeline may quote of an update. */
#define QUOTED 120

#define FIELDS_MAX 12

/* One postmortem while it is begun. */
struct work {
	struct pool *pool;
	const struct options *options;
	struct stages stages;
	const struct incident *incident;
	const struct kind *kind;
	const struct zone *zone;
	struct draft_field fields[FIELDS_MAX];
	size_t field_count;
	const struct source *documents[2]; /* the postmortem, and the incident that names it */
	size_t document_count;
};

/* ---- front matter: what is known is said, what is not is asked ---- */

static void
put(struct work *work, const char *name, const char *value, const char *remark)
{
	const char **values = value ? pool_array(work->pool, const char *, 2) : NULL;

	if (values)
		values[0] = value;
	work->fields[work->field_count++] = (struct draft_field){ name, values, remark };
}

static void
put_time(struct work *work, const char *name, int64_t at, const char *remark, const char *otherwise)
{
	put(work, name, at == TIME_NONE ? NULL : time_format(work->pool, work->zone, at), at == TIME_NONE ? otherwise : remark);
}

static void
put_list(struct work *work, const char *name, const char **values, size_t count)
{
	if (count)
		work->fields[work->field_count++] = (struct draft_field){ name, values, NULL };
}

static void
put_services(struct work *work)
{
	const struct incident *incident = work->incident;
	const char **ids = pool_array(work->pool, const char *, incident->component_count + 1);

	for (size_t i = 0; i < incident->component_count; i++)
		ids[i] = incident->components[i]->id.s;
	put_list(work, "services", ids, incident->component_count);
}

static void
put_runbooks(struct work *work)
{
	const struct texts runbooks = document_texts(work->incident->document, "runbooks");
	const char **ids = pool_array(work->pool, const char *, runbooks.count + 1);

	for (size_t i = 0; i < runbooks.count; i++)
		ids[i] = runbooks.items[i].s;
	put_list(work, "runbooks", ids, runbooks.count);
}

/* When the trouble was over for customers, as far as updates say: the "Monitoring" behind which nothing got worse again. */
static int64_t
mitigated(const struct incident *incident)
{
	int64_t at = TIME_NONE;

	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (update->status == STATUS_INVESTIGATING || update->status == STATUS_IDENTIFIED)
			at = TIME_NONE;
		else if (update->status == STATUS_MONITORING && at == TIME_NONE)
			at = update->at;
	}
	return at;
}

/* Nobody knows from the updates when somebody took it on, only that it was not later than the first one. */
static const char *
ask_acknowledged(const struct work *work)
{
	const struct incident *incident = work->incident;

	if (!incident->update_count || incident->updates[0].at == TIME_NONE)
		return "when did somebody take it on?";
	return pool_printf(work->pool, "when did somebody take it on? Not after the first public update, %s",
	    time_format(work->pool, work->zone, incident->updates[0].at));
}

static void
put_fields(struct work *work)
{
	const struct incident *incident = work->incident;
	const char *title = incident->document->title.s;

	put(work, "title", work->options->title ? work->options->title : title, NULL);
	put(work, "incident", incident->document->id, NULL);
	if (incident->severity)
		put(work, "severity", incident->severity->id.s, NULL);
	put_services(work);
	put_time(work, "started", document_moment(incident->document, "started").stamp.at, NULL, "when did it begin? The incident does not say");
	put(work, "detected", NULL, "when did an alert or somebody notice?");
	put(work, "acknowledged", NULL, ask_acknowledged(work));
	put_time(work, "mitigated", mitigated(incident), "when \"Monitoring\" was posted; was it over for customers before?", "when was it over for customers?");
	put_time(work, "resolved", incident->resolved, NULL, "it is not over yet");
	put(work, "status", "draft", NULL);
	put(work, "public", NULL, "true: summary, impact, root cause and what could improve go to the status page");
	put_runbooks(work);
}

/* ---- timeline ---- */

/* The zone of all entries: the site's, where one abbreviation of it holds throughout and says what it means; else UTC. */
static const struct zone *
timeline_zone(const struct work *work)
{
	const struct incident *incident = work->incident;
	const char *first = zone_abbreviation(work->pool, work->zone, incident->started);
	struct abbreviation meant;

	if (!abbreviation_find(first, strlen(first), &meant) || meant.offset != time_to_civil(work->zone, incident->started).offset)
		return zone_utc();
	for (size_t i = 0; i < incident->update_count; i++)
		if (incident->updates[i].at != TIME_NONE && strcmp(zone_abbreviation(work->pool, work->zone, incident->updates[i].at), first) != 0)
			return zone_utc();
	return work->zone;
}

/* Whether all of it was on the day on which it began. */
static bool
is_one_day(const struct incident *incident, const struct zone *zone)
{
	const int64_t day = time_day_start(zone, incident->started);

	for (size_t i = 0; i < incident->update_count; i++)
		if (incident->updates[i].at != TIME_NONE && time_day_start(zone, incident->updates[i].at) != day)
			return false;
	return true;
}

/* The first sentence of an update, as Markdown that shows it. */
static const char *
first_sentence(struct pool *pool, const struct incident *incident, const struct update *update)
{
	const struct markdown *body = &incident->document->body;
	g_autoptr(GString) out = g_string_new(NULL);

	for (uint32_t row = update->first_row; row < update->end_row && !out->len; row++) {
		const struct block_row *block = &body->blocks[row];
		const char *text = text_squeeze(pool, markdown_text(body, block->text), block->text.length);

		if (!block->text.length || block->kind == BLOCK_CODE || update_is_of_affects(update, row))
			continue;
		for (const char *p = text; *p && out->len < QUOTED; p = g_utf8_next_char(p)) {
			if (strchr("\\`*_[]<>#", *p))
				g_string_append_c(out, '\\');
			g_string_append_len(out, p, g_utf8_next_char(p) - p);
			if (strchr(".!?", *p) && p[1] == ' ')
				break;
		}
		if (out->len >= QUOTED)
			g_string_append(out, "…");
	}
	return pool_strndup(pool, out->str, out->len);
}

static void
append_entry(const struct work *work, const struct zone *zone, bool one_day, int64_t at, const char *text, GString *out)
{
	g_string_append_printf(out, "- %s%s%s %s\n", one_day ? "" : time_format_date(work->pool, zone, at), one_day ? "" : " ",
	    time_format_clock(work->pool, zone, at), text);
}

static const char *
timeline_text(const struct work *work, const struct zone *zone)
{
	const struct incident *incident = work->incident;
	const bool one_day = is_one_day(incident, zone);
	g_autoptr(GString) out = g_string_new(NULL);
	int64_t started = document_moment(incident->document, "started").stamp.at;

	if (started != TIME_NONE)
		append_entry(work, zone, one_day, started, "It began", out);
	for (size_t i = 0; i < incident->update_count && incident->updates[i].at != TIME_NONE; i++) {
		const struct update *update = &incident->updates[i];
		const char *words = first_sentence(work->pool, incident, update);

		append_entry(work, zone, one_day, update->at, pool_printf(work->pool, "Public update, %s%s%s", update->status_text.s ? update->status_text.s : "",
		    *words ? ": " : "", words), out);
	}
	g_string_append(out, "\n<!-- What customers were told. Add what happened inside: the change that started it, alerts, decisions, what was tried. -->\n");
	return pool_strndup(work->pool, out->str, out->len);
}

/* ---- the documents ---- */

static const char *
path_of(const struct work *work)
{
	const char *slug = draft_slug(work->pool, work->kind, work->options->arguments[0]);

	if (*slug && without_day(slug) == slug && work->incident->started != TIME_NONE)
		slug = pool_printf(work->pool, "%s-%s", time_format_date(work->pool, work->zone, work->incident->started), slug);
	return *slug ? draft_path(work->pool, work->kind, slug) : NULL;
}

static const struct source *
write_postmortem(struct work *work, const char *path)
{
	const struct zone *zone = timeline_zone(work);
	const struct draft_section timeline = {
		.id = "timeline",
		.heading = pool_printf(work->pool, "Timeline (%s)", zone_abbreviation(work->pool, zone, work->incident->started)),
		.text = timeline_text(work, zone),
	};
	const struct draft draft = { work->pool, work->stages.site, work->kind, work->fields, work->field_count, &timeline, 1 };
	g_autoptr(GString) text = g_string_new(NULL);

	draft_front_matter(&draft, text);
	draft_sections(&draft, text);
	return source_new(work->pool, path, pool_strndup(work->pool, text->str, text->len), text->len);
}

/* The incident that names its postmortem, where it does not yet. */
static void
link_back(struct work *work, const char *id)
{
	const struct amendment amendment = { .postmortem = id };
	struct amended amended;
	const char *problem;

	if (document_text(work->incident->document, "postmortem").s)
		return;
	if (incident_amend(work->pool, work->stages.site->config, work->incident, &amendment, &amended, &problem))
		work->documents[work->document_count++] = source_new(work->pool, work->incident->document->path, amended.bytes, amended.size);
	else
		stages_say(&work->stages, pool_printf(work->pool, "%s: %s\n", work->incident->document->path, problem));
}

static const char *
id_of(struct pool *pool, const char *path)
{
	g_autofree char *name = g_path_get_basename(path);

	return pool_strndup(pool, name, strlen(name) - strlen(".md"));
}

static bool
make(struct work *work)
{
	const struct postmortem *other = postmortem_of_incident(work->stages.site, work->incident);
	const char *path = path_of(work);

	if (other)
		return stages_fail("%s has a postmortem: %s", work->incident->document->id, other->document->path) == EXIT_DONE;
	if (!path)
		return stages_fail("\"%s\" gives no name for a file; use letters and digits", work->options->arguments[0]) == EXIT_DONE;
	if (work->incident->started == TIME_NONE)
		return stages_fail("%s does not say when it began, and has no update with a time", work->incident->document->path) == EXIT_DONE;
	put_fields(work);
	work->documents[work->document_count++] = write_postmortem(work, path);
	link_back(work, id_of(work->pool, path));
	return true;
}

static bool
save(struct work *work)
{
	const char *directory = work->stages.site->directory, *problem;
	const struct source *new = work->documents[0], *incident = work->documents[1];

	if (work->options->dry_run)
		return true;
	if (!file_create(directory, new->path, new->bytes, new->size, &problem))
		return stages_fail("%s: %s", new->path, problem) == EXIT_DONE;
	if (incident && !file_replace(directory, work->incident->document->source, incident->bytes, incident->size, &problem))
		stages_say(&work->stages, pool_printf(work->pool, "%s: left as it was: %s; set \"postmortem: %s\" there\n", incident->path, problem, id_of(work->pool, new->path)));
	return true;
}

static bool
print(const struct work *work)
{
	const char *paths[3] = { work->documents[0]->path, work->documents[1] ? work->documents[1]->path : NULL, NULL };
	const char *commit = commit_command(work->pool, work->stages.site, pool_printf(work->pool, "%s: the postmortem begins", work->incident->document->title.s), paths);
	const char *text = pool_printf(work->pool, "%s\n%s%s", paths[0], paths[1] ? paths[1] : "", paths[1] ? "\n" : "");

	if (work->options->dry_run)
		text = pool_printf(work->pool, "%s\n%s", text, work->documents[0]->bytes);
	if (commit)
		text = pool_printf(work->pool, "%s\nThe one commit:\n\n    %s\n", text, commit);
	return stages_print(text);
}

static bool
load(struct work *work)
{
	const struct kinds *kinds;

	if (!stages_load(&work->stages, work->pool, work->options))
		return false;
	progress_end(work->stages.progress);
	work->zone = work->stages.site->config->zone;
	kinds = work->stages.site->kinds;
	work->kind = kind_find(kinds, "postmortem");
	for (size_t i = 0; i < kinds->count && !work->kind; i++)
		if (kinds->items[i]->role == ROLE_POSTMORTEM)
			work->kind = kinds->items[i];
	if (!work->kind)
		return stages_fail("this site has no kind of documents that are postmortems") == EXIT_DONE;
	work->incident = find_incident(work->pool, work->stages.site, work->options->from, false);
	return work->incident != NULL;
}

/* The incident is changed only where it is then read as it is meant. */
static void
hold_to_link(struct work *work, const struct site *after)
{
	const struct source *source = work->documents[1];
	const struct document *document = source ? document_find(after, source->path) : NULL;
	const char *id = id_of(work->pool, work->documents[0]->path);

	if (!source || (document && g_strcmp0(document_text(document, "postmortem").s, id) == 0))
		return;
	work->documents[1] = NULL;
	stages_say(&work->stages, pool_printf(work->pool, "%s: left as it was; set \"postmortem: %s\" there\n", source->path, id));
}

static int
begin(struct work *work)
{
	struct trial trial;

	if (!load(work) || !make(work) || !trial_make(&trial, &work->stages, work->documents, work->document_count))
		return EXIT_FAILED;
	hold_to_link(work, trial.site.site);
	if (!save(work) || !print(work))
		return EXIT_FAILED;
	stages_say(&work->stages, trial.text);
	return EXIT_DONE;
}

static int
run(struct pool *pool, const struct options *options)
{
	struct work work = { .pool = pool, .options = options };
	const char *site = stages_find_site(pool, options);
	int lock, status;

	if (!site)
		return EXIT_FAILED;
	if (!options->from)
		return stages_fail("postmortem: say which incident it is about: --from INCIDENT");
	lock = options->dry_run ? -1 : trial_lock(site);
	status = begin(&work);
	trial_release(lock);
	return status;
}

static const char *const taken[] = { "from", "title", "dry-run", NULL };

const struct command command_postmortem = {
	.name = "postmortem",
	.arguments = "SLUG",
	.summary = "begin a postmortem with what its incident knows: times, severity, services, timeline",
	.description = "The incident that --from names is found as 'sitrep incident update' finds it. What nobody\n"
	               "can know from its updates is left as a question. The incident names the postmortem from\n"
	               "then on.",
	.options = taken,
	.least = 1,
	.most = 1,
	.run = run,
};
