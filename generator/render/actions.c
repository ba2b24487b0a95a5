#include "render/actions.h"

#include <glib.h>
#include <stdlib.h>

#include "base/pool.h"
#include "base/source.h"
#include "base/text.h"

static const char *
owner_of(const struct action *action)
{
	if (action->person)
		return action->person->id.s;
	return action->team ? action->team->id.s : action->owner.s;
}

static const char *
due_of(struct pool *pool, const struct site *site, const struct action *action)
{
	return action->due == TIME_NONE ? NULL : time_format_date(pool, site->config->zone, action->due);
}

static size_t
line_of(const struct action *action)
{
	return source_place(action->span.source, action->span.start).line;
}

json_t *
action_json(struct pool *pool, const struct site *site, const struct action *action)
{
	int days = 0;
	bool overdue = action_is_overdue(action, site->config, site->now, &days);

	return json_pack("{s:s, s:I, s:s, s:s?, s:s?, s:b, s:o, s:s?, s:s?, s:s?}",
	    "document", action->document->path, "line", (json_int_t)line_of(action), "text", action->text,
	    "owner", owner_of(action), "due", due_of(pool, site, action), "done", action->done,
	    "overdue_days", overdue ? json_integer(days) : json_null(),
	    "ticket", action->ticket.s, "type", action->type.s, "priority", action->priority.s);
}

const char *
actions_json(struct pool *pool, const struct site *site, const struct action *const *actions, size_t count)
{
	json_t *list = json_array(), *all = json_pack("{s:o}", "actions", list);
	const char *text;
	char *dumped;

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, action_json(pool, site, actions[i]));
	dumped = json_dumps(all, JSON_INDENT(2));
	text = pool_printf(pool, "%s\n", dumped);
	free(dumped);
	json_decref(all);
	return text;
}

const char *
actions_csv(struct pool *pool, const struct site *site, const struct action *const *actions, size_t count)
{
	g_autoptr(GString) csv = g_string_new("document,line,text,owner,due,done,overdue_days,ticket,type,priority\r\n");

	for (size_t i = 0; i < count; i++) {
		const struct action *action = actions[i];
		const char *due = due_of(pool, site, action), *owner = owner_of(action);
		int days = 0;
		bool overdue = action_is_overdue(action, site->config, site->now, &days);
		const char *cells[] = {
			action->document->path,
			pool_printf(pool, "%zu", line_of(action)),
			action->text,
			owner ? owner : "",
			due ? due : "",
			action->done ? "true" : "false",
			overdue ? pool_printf(pool, "%d", days) : "",
			action->ticket.s ? action->ticket.s : "",
			action->type.s ? action->type.s : "",
			action->priority.s ? action->priority.s : "",
		};

		for (size_t k = 0; k < G_N_ELEMENTS(cells); k++)
			g_string_append_printf(csv, "%s%s", k ? "," : "", text_escape_csv(pool, cells[k]));
		g_string_append(csv, "\r\n");
	}
	return pool_strdup(pool, csv->str);
}
