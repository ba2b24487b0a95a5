/* What somebody wants to know who has just written an update. */
#include "command/incident_parts.h"

#include <string.h>

#include "base/file.h"
#include "base/pool.h"
#include "base/time.h"
#include "command/git.h"
#include "model/rollup.h"
#include "render/status.h"

/* ---- the page ---- */

/* What incidents, and the status page of others, make of a component. */
static enum state
state_of(const struct run *run, const struct incident *const *published, size_t count, const struct service *service)
{
	const struct site *site = run->trial.site.site;
	const enum state own = component_state(published, count, service, site->now);
	struct upstream_state theirs;

	return upstream_state(run->pool, site->upstreams, site->config, service, site->now, &theirs) ? upstream_join(own, theirs.state) : own;
}

/* What all public incidents together make of the components, now. */
static const struct rollup *
overall(const struct run *run)
{
	const struct site *site = run->trial.site.site;
	const struct list *services = &site->registers->services;
	const struct incident **published = pool_array(run->pool, const struct incident *, site->incident_count);
	enum state *states = pool_array(run->pool, enum state, services->count);
	size_t count = 0, components = 0;

	for (size_t i = 0; i < site->incident_count; i++)
		if (status_publishes(site, site->incidents[i]))
			published[count++] = site->incidents[i];
	for (size_t i = 0; i < services->count; i++) {
		const struct service *service = &REGISTER_ITEMS(*services, struct service)[i];

		if (service->component.span.source)
			states[components++] = state_of(run, published, count, service);
	}
	return rollup_of(states, components);
}

static void
append_affects(const struct run *run, const struct update *update, GString *out)
{
	for (size_t i = 0; i < update->affect_count; i++) {
		const struct affect *affect = &update->affects[i];

		if (affect->service && affect->state_known)
			g_string_append_printf(out, "    %s: %s\n", affect->service->component.name.s,
			    view_word(run->view, pool_printf(run->pool, "states.%s", state_id(affect->state))));
	}
}

/* The update's words without markup, a block a paragraph. */
static void
append_body(const struct run *run, const struct update *update, GString *out)
{
	const struct markdown *body = &run->after->document->body;

	for (uint32_t row = update->first_row; row < update->end_row; row++) {
		const struct block_row *block = &body->blocks[row];
		const char *text = markdown_text(body, block->text);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

		if (!block->text.length || update_is_of_affects(update, row))
			continue;
		for (size_t i = update_affects_lines(update, row); i < g_strv_length(lines); i++)
			g_string_append_printf(out, "    %s\n", lines[i]);
	}
}

static void
append_page(const struct run *run, GString *out)
{
	const struct update *update = amend_last(run->after);
	const struct data *time = view_time(run->pool, run->view, update->at);

	if (status_publishes(run->trial.site.site, run->after))
		g_string_append_printf(out, "\nThe status page will say:\n\n    %s\n\n",
		    view_word(run->view, pool_printf(run->pool, "status_page.overall.%s", overall(run)->id)));
	else if (run->after->document->draft)
		g_string_append(out, "\nThis is a draft; the status page shows it when \"draft: true\" is taken out of its front matter:\n\n");
	else
		g_string_append(out, "\nThis stays inside; the status page does not show it:\n\n");
	g_string_append_printf(out, "    %s\n    %s — %s\n", run->after->document->title.s,
	    view_word(run->view, pool_printf(run->pool, "statuses.%s", update_status_id(update->status))), data_string(data_get(time, "text")));
	append_affects(run, update, out);
	append_body(run, update, out);
}

/* ---- what comes next ---- */

static void
append_next(const struct run *run, GString *out)
{
	const struct zone *zone = run->stages.site->config->zone;
	const int64_t due = incident_next_update(run->after, run->amendment.at), within = run->severity ? run->severity->postmortem_within.seconds : DURATION_NONE;
	const char *id = run->after->document->id;

	if (due != TIME_NONE)
		g_string_append_printf(out, "\nThe next update is due by %s, in %s.\n", time_format(run->pool, zone, due),
		    duration_format(run->pool, due - run->amendment.at));
	else if (!run->after->maintenance && incident_is_open(run->after, run->amendment.at))
		g_string_append(out, "\nNothing says when the next update is due: name a severity with --severity, or promise a time.\n");
	if (run->amendment.status == STATUS_RESOLVED && within != DURATION_NONE && !postmortem_of_incident(run->stages.site, run->incident))
		g_string_append_printf(out, "\nA postmortem is due by %s:\n\n    sitrep postmortem %s --from %s\n",
		    time_format(run->pool, zone, run->amendment.at + within), id, id);
}

const char *
commit_command(struct pool *pool, const struct site *site, const char *message, const char *const *paths)
{
	g_autofree char *here = g_get_current_dir(), *quoted = g_shell_quote(message), *folder = g_shell_quote(site->directory);
	const char *git = strcmp(file_real_path(pool, here), site->directory) == 0 ? "git" : pool_printf(pool, "git -C %s", folder);
	const char *files = "";

	if (!git_prefix(pool, site->directory))
		return NULL;
	for (size_t i = 0; paths[i]; i++) {
		g_autofree char *path = g_shell_quote(paths[i]);

		files = pool_printf(pool, "%s %s", files, strspn(paths[i], G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "/._-") == strlen(paths[i]) ? paths[i] : path);
	}
	return pool_printf(pool, "%s add%s && %s commit -m %s%s", git, files, git, quoted, files);
}

const char *
print_outcome(const struct run *run)
{
	g_autoptr(GString) out = g_string_new(run->document->path);
	g_autofree char *word = g_ascii_strdown(update_status_words(run->amendment.status), -1);
	const char *const paths[] = { run->document->path, NULL };
	const char *commit = commit_command(run->pool, run->stages.site, pool_printf(run->pool, "%s: %s", run->after->document->title.s, word), paths);

	g_string_append_c(out, '\n');
	append_page(run, out);
	append_next(run, out);
	if (commit)
		g_string_append_printf(out, "\nThe one commit:\n\n    %s\n", commit);
	return pool_strndup(run->pool, out->str, out->len);
}
