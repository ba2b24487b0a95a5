/* Who is to do it. */
#include "model/action_parts.h"

#include <string.h>

#include "base/text.h"

const struct person *
action_find_person(const struct registers *registers, const char *name)
{
	const struct person *people = REGISTER_ITEMS(registers->people, struct person);
	const size_t length = strlen(name);
	const struct person *found = NULL;

	for (size_t i = 0; i < registers->people.count; i++) {
		const char *full = people[i].name.s;

		if (!full)
			continue;
		if (text_equal_nocase(full, name))
			return &people[i];
		if (strncmp(full, name, length) != 0 || full[length] != ' ')
			continue;
		if (found)
			return NULL;
		found = &people[i];
	}
	return found;
}

static const struct person *
find_person_by_handle(const struct registers *registers, const char *handle)
{
	const struct person *people = REGISTER_ITEMS(registers->people, struct person);

	for (size_t i = 0; i < registers->people.count; i++) {
		const char *slack = people[i].slack.s;

		if (slack && strcmp(slack + (slack[0] == '@'), handle) == 0)
			return &people[i];
	}
	return NULL;
}

static const struct team *
find_team_by_name(const struct registers *registers, const char *name)
{
	const struct team *teams = REGISTER_ITEMS(registers->teams, struct team);

	for (size_t i = 0; i < registers->teams.count; i++)
		if (teams[i].name.s && text_equal_nocase(teams[i].name.s, name))
			return &teams[i];
	return NULL;
}

/* Ids before names; "@" means a person. Ids are lower case, names at the beginning of an item are not. */
static void
resolve_owner(struct item *item, const char *name, bool handle)
{
	const struct registers *registers = item->registers;
	g_autofree char *lower = g_ascii_strdown(name, -1);
	struct action *action = item->action;

	if (!handle)
		action->team = team_find(registers, name);
	if (!action->team)
		action->person = person_find(registers, name);
	if (!action->team && !action->person)
		action->person = action_find_person(registers, name);
	if (!action->team && !action->person && handle)
		action->person = find_person_by_handle(registers, name);
	if (!action->team && !action->person)
		action->person = person_find(registers, lower);
	if (!action->team && !action->person)
		action->team = team_find(registers, lower);
	if (!action->team && !action->person)
		action->team = find_team_by_name(registers, name);
}

bool
action_names_owner(const struct item *item, struct range range)
{
	g_autofree char *name = NULL;

	range = action_trimmed(item, range);
	if (range.start == range.end)
		return false;
	name = g_strndup(item->text->str + range.start, range.end - range.start);
	return person_find(item->registers, name) || team_find(item->registers, name) ||
	    action_find_person(item->registers, name) || find_team_by_name(item->registers, name);
}

/* Of several people, the first: an action has one owner. */
static struct range
first_of_several(const struct item *item, struct range range)
{
	static const char *const joints[] = { " and ", " & ", " + ", ",", "/", ";" };
	const char *text = item->text->str;

	if (text[range.start] == '@') {
		range.end = action_handle_end(item, range.start, range.end);
		return range;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(joints); i++) {
		const char *joint = text_find_nocase(text + range.start, range.end - range.start, joints[i]);

		if (joint)
			range.end = (size_t)(joint - text);
	}
	return action_trimmed(item, range);
}

void
action_set_owner(struct item *item, struct range range)
{
	struct action *action = item->action;
	bool handle;

	range = action_without_brackets(item, range);
	if (action->owner.s || action_is_nobody(item, range))
		return;
	handle = item->text->str[range.start] == '@';
	action->owner = action_range_text(item, range);
	if (handle)
		action->owner.s++;
	resolve_owner(item, action->owner.s, handle);
	if (action->person || action->team)
		return;
	range = first_of_several(item, range);
	action->owner = action_range_text(item, range);
	if (handle)
		action->owner.s++;
	resolve_owner(item, action->owner.s, handle);
}
