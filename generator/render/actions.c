#include "render/actions.h"

#include <glib.h>

#include "base/pool.h"
#include "base/source.h"
#include "base/text.h"
#include "render/data.h"
#include "render/data_json.h"

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

static const struct data *
action_data(struct pool *pool, const struct site *site, const struct action *action)
{
	struct data *object = data_object(pool);
	int days = 0;
	const bool overdue = action_is_overdue(action, site->config, site->now, &days);

	data_put_text(object, "document", action->document->path);
	data_put_integer(object, "line", (int64_t)line_of(action));
	data_put_text(object, "text", action->text);
	data_put_text(object, "owner", owner_of(action));
	data_put_text(object, "due", due_of(pool, site, action));
	data_put_flag(object, "done", action->done);
	data_put(object, "overdue_days", overdue ? data_integer(pool, days) : NULL);
	data_put_text(object, "ticket", action->ticket.s);
	data_put_text(object, "type", action->type.s);
	data_put_text(object, "priority", action->priority.s);
	return object;
}

const char *
actions_json(struct pool *pool, const struct site *site, const struct action *const *actions, size_t count)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct data *list = data_list(pool), *all = data_object(pool);

	for (size_t i = 0; i < count; i++)
		data_append(list, action_data(pool, site, actions[i]));
	data_put(all, "actions", list);
	data_write_json(all, text);
	g_string_append_c(text, '\n');
	return pool_strndup(pool, text->str, text->len);
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
