/* What there is to tell. */
#include "net/notices_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "model/review.h"

/* ---- updates ---- */

static bool
names_component(const struct texts *names, const struct registers *registers, const struct service *service)
{
	for (size_t i = 0; i < names->count; i++)
		if (names->items[i].s && component_find(registers, names->items[i].s) == service)
			return true;
	return false;
}

static bool
is_for_components(const struct desk *desk, const struct incident *incident)
{
	const struct texts *names = &desk->target->components;

	for (size_t i = 0; names->given && i < incident->component_count; i++)
		if (incident->named_since[i] <= desk->site->now && names_component(names, desk->site->registers, incident->components[i]))
			return true;
	return !names->given;
}

static bool
is_for_severity(const struct desk *desk, const struct incident *incident)
{
	const struct texts *ids = &desk->target->severities;

	for (size_t i = 0; ids->given && incident->severity && i < ids->count; i++)
		if (text_equal_nocase(ids->items[i].s, incident->severity->id.s))
			return true;
	return !ids->given;
}

/* An incident that was bad once is told to its end. */
static bool
is_for_impact(const struct desk *desk, const struct incident *incident)
{
	const enum impact impact = incident->maintenance ? IMPACT_MAINTENANCE : incident_impact(incident, desk->site->now);

	return desk->target->impacts == 0 || (desk->target->impacts & (1u << impact));
}

static enum tone
tone_of(const struct status_notice *notice)
{
	static const enum tone tones[] = {
		[IMPACT_NONE] = TONE_NONE,
		[IMPACT_MINOR] = TONE_MINOR,
		[IMPACT_MAJOR] = TONE_MAJOR,
		[IMPACT_CRITICAL] = TONE_CRITICAL,
		[IMPACT_MAINTENANCE] = TONE_MAINTENANCE,
	};
	const enum update_status said = notice->update ? notice->update->status : STATUS_SCHEDULED;

	if (said == STATUS_RESOLVED || said == STATUS_COMPLETED || said == STATUS_POSTMORTEM)
		return TONE_GOOD;
	return notice->incident->maintenance ? TONE_MAINTENANCE : tones[incident_impact(notice->incident, notice->at)];
}

static void
put_instant(struct data *object, struct pool *pool, const char *key, int64_t at)
{
	data_put_text(object, key, at == TIME_NONE ? NULL : time_format_iso(pool, at));
}

/* Components with the ids of their states. */
static struct data *
component_states(struct pool *pool, const struct data *affects)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < data_count(affects); i++) {
		struct data *object = data_object(pool);

		data_put(object, "name", data_get(data_item(affects, i), "name"));
		data_put(object, "state", data_get(data_get(data_item(affects, i), "state"), "id"));
		data_append(list, object);
	}
	return list;
}

static struct data *
update_json(struct pool *pool, const struct status_notice *notice, const struct data *view)
{
	const struct incident *incident = notice->incident;
	struct data *object = data_object(pool);

	data_put_text(object, "incident", incident->document->id);
	data_put_text(object, "title", incident->document->title.s);
	data_put_flag(object, "maintenance", incident->maintenance);
	data_put(object, "status", data_get(data_get(view, "status"), "id"));
	data_put(object, "impact", data_get(data_get(view, "impact"), "id"));
	put_instant(object, pool, "at", notice->at);
	put_instant(object, pool, "starts", incident->maintenance ? incident->started : TIME_NONE);
	put_instant(object, pool, "ends", incident->maintenance ? incident->ends : TIME_NONE);
	data_put(object, "components", component_states(pool, data_get(view, "affects")));
	data_put(object, "text", data_get(view, "text"));
	return object;
}

static bool
is_told(const struct desk *desk, const struct status_notice *notice)
{
	const struct incident *incident = notice->incident;
	const enum ledger_state state = ledger_find(desk->ledger, desk->target->name.s, notice->id, NULL);

	if (state == LEDGER_SENT || state == LEDGER_DROPPED || (state == LEDGER_UNKNOWN && notice->at < desk->updates_since))
		return false;
	return is_for_components(desk, incident) && is_for_severity(desk, incident) && is_for_impact(desk, incident);
}

void
list_updates(const struct desk *desk, GArray *items)
{
	size_t count;
	const struct status_notice *notices = status_notices(desk->pool, desk->status, &count);

	for (size_t i = 0; i < count; i++) {
		struct item item = { .id = notices[i].id, .fresh = true, .tone = tone_of(&notices[i]), .when = notices[i].at, .incident = notices[i].incident };

		if (!is_told(desk, &notices[i]))
			continue;
		item.view = status_notice_data(desk->pool, desk->status, &notices[i]);
		item.json = update_json(desk->pool, &notices[i], item.view);
		item.address = data_string(data_get(item.view, "address"));
		g_array_append_val(items, item);
	}
}

/* ---- action items ---- */

static const char *
handbook_address(const struct desk *desk, const struct document *document)
{
	const char *base = desk->site->config->base_url.s;

	if (!base || !document->output)
		return NULL;
	return pool_printf(desk->pool, "%s%s%s", base, g_str_has_suffix(base, "/") ? "" : "/", text_escape_path(desk->pool, document->output));
}

static const char *
date_text(const struct desk *desk, int64_t day)
{
	return data_string(data_get(view_date(desk->pool, desk->view, day), "text"));
}

static const char *
owner_of(const struct desk *desk, const struct action *action)
{
	if (action->person)
		return action->person->name.s ? action->person->name.s : action->person->id.s;
	if (action->team)
		return action->team->name.s ? action->team->name.s : action->team->id.s;
	return action->owner.s ? action->owner.s : view_word(desk->view, "notify.overdue_nobody");
}

/* By its document, its date and its words: with another date it may be overdue again. */
static const char *
id_of_action(const struct desk *desk, const struct action *action)
{
	g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, action->text, -1);

	return pool_printf(desk->pool, "action/%s/%s/%.12s", action->document->output ? action->document->output : action->document->path,
	    time_format_date(desk->pool, desk->site->config->zone, action->due), sum);
}

static struct data *
line_object(const struct desk *desk, const char *line, const char *address)
{
	struct data *object = data_object(desk->pool);

	data_put_text(object, "line", line);
	data_put_text(object, "address", address);
	return object;
}

static struct item
item_of_action(const struct desk *desk, const struct action *action, int days)
{
	const char *address = handbook_address(desk, action->document), *owner = owner_of(desk, action);
	const struct zone *zone = desk->site->config->zone;
	struct data *json = data_object(desk->pool);

	data_put_text(json, "document", action->document->path);
	data_put_text(json, "text", action->text);
	data_put_text(json, "owner", action->person ? action->person->id.s : action->team ? action->team->id.s : action->owner.s);
	data_put_text(json, "due", time_format_date(desk->pool, zone, action->due));
	data_put_integer(json, "overdue_days", days);
	data_put_text(json, "url", address);
	return (struct item){
		.id = id_of_action(desk, action),
		.fresh = time_add_days(zone, action->due, 1) >= desk->overdue_since,
		.tone = TONE_MINOR,
		.when = desk->site->now,
		.view = line_object(desk, words_fill(desk->pool, view_word(desk->view, "notify.overdue_line"), "text", action->text,
		    "owner", owner, "date", date_text(desk, action->due), NULL), address),
		.json = json,
	};
}

void
list_overdue(const struct desk *desk, GArray *items)
{
	const struct site *site = desk->site;
	int days;

	for (size_t i = 0; i < site->action_count; i++) {
		const struct action *action = &site->actions[i];

		if (!document_is_built(site, action->document) || !action_is_overdue(action, site->config, site->now, &days))
			continue;

		const struct item item = item_of_action(desk, action, days);

		g_array_append_val(items, item);
	}
}

/* ---- reviews ---- */

static struct item
item_of_review(const struct desk *desk, const struct document *document, int64_t due)
{
	const char *address = handbook_address(desk, document);
	const struct zone *zone = desk->site->config->zone;
	struct data *json = data_object(desk->pool);

	data_put_text(json, "document", document->path);
	data_put_text(json, "title", document->title.s);
	data_put_text(json, "owner", document->owner.s);
	data_put_text(json, "due", time_format_date(desk->pool, zone, due));
	data_put_text(json, "url", address);
	return (struct item){
		.id = pool_printf(desk->pool, "review/%s/%s", document->output ? document->output : document->path, time_format_date(desk->pool, zone, due)),
		.fresh = time_add_days(zone, due, 1) >= desk->overdue_since,
		.tone = TONE_MINOR,
		.when = desk->site->now,
		.view = line_object(desk, words_fill(desk->pool, view_word(desk->view, "notify.review_line"), "title", document->title.s,
		    "date", date_text(desk, due), NULL), address),
		.json = json,
	};
}

void
list_reviews(const struct desk *desk, GArray *items)
{
	const struct site *site = desk->site;
	const int64_t today = time_day_start(site->config->zone, site->now);

	for (size_t i = 0; i < site->document_count; i++) {
		const struct document *document = site->documents[i];
		const int64_t due = document->draft ? TIME_NONE : review_due(site, document);

		if (due == TIME_NONE || today <= due)
			continue;

		const struct item item = item_of_review(desk, document, due);

		g_array_append_val(items, item);
	}
}

/* ---- handoffs ---- */

static bool
is_of_schedules(const struct desk *desk, const struct schedule *schedule)
{
	const struct texts *ids = &desk->target->schedules;

	for (size_t i = 0; ids->given && i < ids->count; i++)
		if (text_equal_nocase(ids->items[i].s, schedule->id.s))
			return true;
	return !ids->given;
}

static bool
are_same(const struct shift *one, const struct shift *other)
{
	if (one->count != other->count)
		return false;
	for (size_t i = 0; i < one->count; i++)
		if (!shift_has(other, one->people[i].id.s))
			return false;
	return true;
}

static const char *
people_of(const struct desk *desk, const struct shift *shift)
{
	const char **names = pool_array(desk->pool, const char *, shift->count + 1);

	for (size_t i = 0; i < shift->count; i++)
		names[i] = shift->people[i].person && shift->people[i].person->name.s ? shift->people[i].person->name.s : shift->people[i].id.s;
	return shift->count ? view_list(desk->pool, desk->view, names, shift->count) : view_word(desk->view, "oncall_nobody");
}

static struct data *
shift_json(const struct desk *desk, const struct schedule *schedule, const struct shift *shift)
{
	struct data *json = data_object(desk->pool), *people = data_list(desk->pool);

	for (size_t i = 0; i < shift->count; i++)
		data_append(people, data_text(desk->pool, shift->people[i].id.s));
	data_put_text(json, "schedule", schedule->id.s);
	data_put(json, "people", people);
	put_instant(json, desk->pool, "from", shift->from);
	put_instant(json, desk->pool, "until", shift->until == TIME_NEVER ? TIME_NONE : shift->until);
	return json;
}

/* A handoff to others than were told is told again. */
static const char *
id_of_shift(const struct desk *desk, const struct schedule *schedule, const struct shift *shift)
{
	g_autoptr(GString) id = g_string_new(NULL);

	g_string_append_printf(id, "handoff/%s@%s", schedule->id.s, time_format_iso(desk->pool, shift->from));
	for (size_t i = 0; i < shift->count; i++)
		g_string_append_printf(id, "/%s", shift->people[i].id.s);
	return pool_strndup(desk->pool, id->str, id->len);
}

static struct item
item_of_shift(const struct desk *desk, const struct schedule *schedule, const struct shift *shift)
{
	const char *from = data_string(data_get(view_time_in(desk->pool, desk->view, schedule->zone, shift->from), "text"));

	return (struct item){
		.id = id_of_shift(desk, schedule, shift),
		.fresh = true,
		.tone = TONE_NONE,
		.when = desk->site->now,
		.view = line_object(desk, words_fill(desk->pool, view_word(desk->view, "notify.handoff_line"),
		    "schedule", schedule->name.s ? schedule->name.s : schedule->id.s, "people", people_of(desk, shift), "from", from, NULL), NULL),
		.json = shift_json(desk, schedule, shift),
	};
}

void
list_handoffs(const struct desk *desk, GArray *items)
{
	const struct site *site = desk->site;

	for (size_t i = 0; i < site->schedules.count; i++) {
		const struct schedule *schedule = &REGISTER_ITEMS(site->schedules, struct schedule)[i];
		const struct shift now = schedule_at(desk->pool, schedule, site->now);
		struct shift next;

		if (!is_of_schedules(desk, schedule) || now.until == TIME_NEVER || now.until > site->now + desk->target->ahead.seconds)
			continue;
		next = schedule_at(desk->pool, schedule, now.until);
		if (are_same(&now, &next))
			continue;

		const struct item item = item_of_shift(desk, schedule, &next);

		g_array_append_val(items, item);
	}
}
