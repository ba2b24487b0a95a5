/* data: the values that templates see. */
#include <glib.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/pool.h"
#include "render/data.h"
#include "render/data_json.h"

struct fixture {
	struct pool *pool;
};

static void
set_up(struct fixture *f, gconstpointer data)
{
	(void)data;
	f->pool = pool_new();
}

static void
tear_down(struct fixture *f, gconstpointer data)
{
	(void)data;
	pool_free(f->pool);
}

/* Against what jansson reads of what is written, and prints in one line. */
static void
expect(const struct data *data, const char *expected)
{
	g_autoptr(GString) out = g_string_new(NULL);
	json_t *json;
	char *text;

	data_write_json(data, out);
	json = json_loads(out->str, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
	g_assert_nonnull(json);
	text = json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT);
	g_assert_cmpstr(text, ==, expected);
	free(text);
	json_decref(json);
}

static void
test_values(struct fixture *f, gconstpointer unused)
{
	struct data *object = data_object(f->pool), *list = data_list(f->pool);

	(void)unused;
	data_put(object, "none", NULL);
	data_put_flag(object, "no", false);
	data_put_flag(object, "yes", true);
	data_put_integer(object, "least", INT64_MIN);
	data_put(object, "real", data_real(f->pool, 0.5));
	data_put_text(object, "text", "<ä>");
	data_put_text(object, "no_text", NULL);
	data_put(object, "list", list);
	data_append(list, NULL);
	data_append(list, data_text_n(f->pool, "abc", 2));
	data_append(list, data_object(f->pool));
	expect(object, "{\"none\":null,\"no\":false,\"yes\":true,\"least\":-9223372036854775808,\"real\":0.5,"
		       "\"text\":\"<ä>\",\"no_text\":null,\"list\":[null,\"ab\",{}]}");
}

/* Many more keys than an object first has room for, of which many share their hash's bit. */
static void
test_many(struct fixture *f, gconstpointer unused)
{
	struct data *object = data_object(f->pool), *list = data_list(f->pool);

	(void)unused;
	for (int i = 0; i < 1000; i++) {
		data_put_integer(object, pool_printf(f->pool, "key-%d", i), i);
		data_append(list, data_integer(f->pool, i));
	}
	g_assert_cmpuint(data_count(list), ==, 1000);
	g_assert_cmpuint(object->count, ==, 1000);
	for (int i = 0; i < 1000; i++) {
		g_assert_cmpint(data_get(object, pool_printf(f->pool, "key-%d", i))->of.integer, ==, i);
		g_assert_cmpint(data_item(list, (size_t)i)->of.integer, ==, i);
	}
	g_assert_false(data_has(object, "key-1000"));
	g_assert_null(data_item(list, 1000));
}

/* Keys that agree in their length and in each of the bytes that are hashed are still two. */
static void
test_same_hash(struct fixture *f, gconstpointer unused)
{
	static const char one[] = "abcdefghijklmnop", other[] = "aXcdeXghiXklXnop";
	struct data *object = data_object(f->pool);

	(void)unused;
	g_assert_cmpuint(data_hash(one, 16), ==, data_hash(other, 16));
	data_put_integer(object, one, 1);
	data_put_integer(object, other, 2);
	g_assert_cmpint(data_get(object, one)->of.integer, ==, 1);
	g_assert_cmpint(data_get(object, other)->of.integer, ==, 2);
}

static void
test_again(struct fixture *f, gconstpointer unused)
{
	struct data *object = data_object(f->pool), *more = data_object(f->pool);

	(void)unused;
	data_put_integer(object, "a", 1);
	data_put_integer(object, "b", 2);
	data_put_integer(object, "a", 3);
	data_put_integer(object, "", 4);
	data_put_text(more, "b", "five");
	data_put_text(more, "c", "six");
	data_put_all(object, more);
	expect(object, "{\"a\":3,\"b\":\"five\",\"\":4,\"c\":\"six\"}");
	expect(more, "{\"b\":\"five\",\"c\":\"six\"}");
}

static void
test_object_of_key(struct fixture *f, gconstpointer unused)
{
	struct data *object = data_object(f->pool);

	(void)unused;
	data_put_flag(data_put_object(object, "a"), "x", true);
	data_put_flag(data_put_object(object, "a"), "y", true);
	data_put_integer(object, "b", 1);
	data_put_flag(data_put_object(object, "b"), "z", true);
	expect(object, "{\"a\":{\"x\":true,\"y\":true},\"b\":{\"z\":true}}");
}

static void
test_flags(struct fixture *f, gconstpointer unused)
{
	struct data *object = data_object(f->pool), *full = data_list(f->pool);

	(void)unused;
	data_append(full, NULL);
	data_put(object, "full", full);
	data_put(object, "empty", data_list(f->pool));
	data_put(object, "told", full);
	data_put_flag(object, "has_told", false);
	data_put_text(object, "text", "x");
	data_put_flags(object);
	data_put_flags(object);
	expect(object, "{\"full\":[null],\"empty\":[],\"told\":[null],\"has_told\":false,\"text\":\"x\",\"has_full\":true,\"has_empty\":false}");
}

/* What a value is not it answers like an empty one. */
static void
test_others(struct fixture *f, gconstpointer unused)
{
	struct data *object = data_object(f->pool);

	(void)unused;
	data_put_text(object, "text", "x");
	data_put(object, "none", NULL);
	g_assert_true(data_has(object, "none"));
	g_assert_null(data_get(object, "none"));
	g_assert_null(data_get(NULL, "x"));
	g_assert_null(data_get(data_get(object, "text"), "x"));
	g_assert_cmpuint(data_count(object), ==, 0);
	g_assert_cmpuint(data_count(NULL), ==, 0);
	g_assert_null(data_item(object, 0));
	g_assert_null(data_string(object));
	g_assert_null(data_string(NULL));
}

static void
test_utf8(struct fixture *f, gconstpointer unused)
{
	char bytes[] = "12345678\xff";

	(void)unused;
	g_assert_cmpstr(data_string(data_text(f->pool, bytes)), ==, "12345678\xef\xbf\xbd");
	g_assert_cmpstr(data_string(data_text_copy(f->pool, "a\xc3\xa4zzz", 3)), ==, "aä");
	/* Cut within a character. */
	g_assert_cmpuint(data_text_n(f->pool, "a\xc3\xa4", 2)->of.text.length, ==, 4);
	g_assert_true(data_text(f->pool, "ascii that is long enough")->of.text.length == 25);
}

static void
test_json(struct fixture *f, gconstpointer unused)
{
	static const char text[] = "{\"a\":[1,-2,0.25,\"x\",true,false,null,{\"\":[]}],\"b\":{}}";
	json_t *json = json_loads(text, 0, NULL);
	const struct data *data = data_of_json(f->pool, json);

	(void)unused;
	json_decref(json);
	expect(data, text);
	expect(NULL, "null");
}

static void
test_json_form(struct fixture *f, gconstpointer unused)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct data *object = data_object(f->pool), *list = data_list(f->pool);

	(void)unused;
	data_append(list, data_text(f->pool, "\"\\\b\f\n\r\t\x01\x7f/ä"));
	data_append(list, data_real(f->pool, 0.1));
	data_append(list, data_integer(f->pool, -10));
	data_put(object, "a\"", list);
	data_put(object, "b", data_list(f->pool));
	data_put(object, "c", data_object(f->pool));
	data_write_json(object, out);
	g_assert_cmpstr(out->str, ==,
	    "{\n  \"a\\\"\": [\n    \"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\x7f/ä\",\n    0.1,\n    -10\n  ],\n  \"b\": [],\n  \"c\": {}\n}");
}

static struct data *
person(struct pool *pool, const char *name, int64_t age, bool left)
{
	struct data *object = data_object(pool);

	data_put_text(object, "name", name);
	data_put_integer(object, "age", age);
	data_put_flag(object, "left", left);
	return object;
}

/* Equal trees have one digest, and any difference another. */
static void
test_digest(struct fixture *f, gconstpointer data)
{
	struct data *first = data_list(f->pool), *second = data_list(f->pool), *nested = data_list(f->pool), *empty = data_object(f->pool);
	struct data *renamed = data_object(f->pool);
	const struct data *different[] = {
		person(f->pool, "Dana", 40, true), person(f->pool, "Dana", 41, false), person(f->pool, "Dan", 40, false), first, second, nested,
		empty, data_list(f->pool), data_text(f->pool, ""), data_text(f->pool, "40"), data_integer(f->pool, 40), data_integer(f->pool, 0),
		data_real(f->pool, 40), data_flag(false), data_flag(true), NULL, renamed,
	};
	const uint64_t dana = data_digest(person(f->pool, "Dana", 40, false));

	(void)data;
	data_append(first, data_text(f->pool, "a"));
	data_append(first, data_text(f->pool, "b"));
	data_append(second, data_text(f->pool, "b"));
	data_append(second, data_text(f->pool, "a"));
	data_append(nested, first);
	data_put_text(renamed, "nome", "Dana");
	data_put_integer(renamed, "age", 40);
	data_put_flag(renamed, "left", false);
	g_assert_cmpuint(data_digest(person(f->pool, pool_printf(f->pool, "Da%s", "na"), 40, false)), ==, dana);
	for (size_t i = 0; i < G_N_ELEMENTS(different); i++) {
		g_assert_cmpuint(data_digest(different[i]), !=, dana);
		g_assert_cmpuint(data_digest(different[i]), ==, data_digest(different[i]));
		for (size_t k = 0; k < i; k++)
			g_assert_cmpuint(data_digest(different[i]), !=, data_digest(different[k]));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add("/data/" #name, struct fixture, NULL, set_up, test_##name, tear_down)
	TEST(values);
	TEST(many);
	TEST(same_hash);
	TEST(again);
	TEST(object_of_key);
	TEST(flags);
	TEST(others);
	TEST(utf8);
	TEST(json);
	TEST(json_form);
	TEST(digest);
#undef TEST
	return g_test_run();
}
