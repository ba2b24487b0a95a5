#include <glib.h>

#include "base/address.h"
#include "base/pool.h"

static void
assert_inside(const char *text, const char *what)
{
	struct address address;

	g_test_message("%s", text);
	g_assert_true(address_read(text, &address));
	g_assert_cmpstr(address_inside(&address), ==, what);
}

static void
test_inside(void)
{
	assert_inside("127.0.0.1", "loopback");
	assert_inside("127.255.255.254", "loopback");
	assert_inside("0.0.0.0", "this network's");
	assert_inside("10.0.0.1", "private");
	assert_inside("172.16.0.1", "private");
	assert_inside("172.31.255.255", "private");
	assert_inside("172.32.0.0", NULL);
	assert_inside("192.168.1.1", "private");
	assert_inside("169.254.169.254", "link-local");
	assert_inside("100.64.0.1", "shared");
	assert_inside("224.0.0.1", "multicast");
	assert_inside("255.255.255.255", "reserved");
	assert_inside("::1", "loopback");
	assert_inside("[::1]", "loopback");
	assert_inside("::", "loopback");
	assert_inside("fd00:ec2::254", "private");
	assert_inside("fe80::1", "link-local");
	assert_inside("8.8.8.8", NULL);
	assert_inside("2606:4700::1111", NULL);
	assert_inside("2001:0:4136:e378:8000:63bf:3fff:fdd2", "reserved");
	assert_inside("2001:2::1", "benchmark");
	assert_inside("2001:1ff:ffff::1", "reserved");
	assert_inside("2001:200::1", NULL);
	assert_inside("3fff:fff::1", "documentation");
	assert_inside("3fff:1000::1", NULL);
	assert_inside("5f00::1", "reserved");
}

/* IPv4 in other clothes. */
static void
test_embedded(void)
{
	assert_inside("::ffff:127.0.0.1", "loopback");
	assert_inside("::ffff:169.254.169.254", "link-local");
	assert_inside("64:ff9b::10.0.0.1", "private");
	assert_inside("64:ff9b::8.8.8.8", NULL);
	assert_inside("2002:7f00:1::", "loopback");
	assert_inside("2002:808:808::1", NULL);
	assert_inside("::127.0.0.1", "loopback");
	assert_inside("::ffff:8.8.8.8", NULL);
	assert_inside("64:ff9b::169.254.169.254", "link-local");
	assert_inside("64:ff9b::8.8.8.8", NULL);
	assert_inside("64:ff9b:1::8.8.8.8", "private");
	assert_inside("2002:a9fe:a9fe::1", "link-local");
	assert_inside("::ffff:0:10.0.0.1", "private");
	assert_inside("::ffff:0:8.8.8.8", NULL);
}

static void
test_read(void)
{
	static const char *const wrong[] = { "", "1.2.3", "256.1.1.1", "127.1", "0x7f.0.0.1", "1.2.3.4 ", "fe80::1%eth0", "example.com", "[1.2.3.4", "1:2:3:4:5:6:7:8:9",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc" };
	struct address address;

	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_test_message("\"%s\"", wrong[i]);
		g_assert_false(address_read(wrong[i], &address));
	}
}

static bool
is_in(const char *text, const char *range_text)
{
	struct address_range range;
	struct address address;

	g_test_message("%s in %s", text, range_text);
	g_assert_true(address_read(text, &address));
	g_assert_true(address_range_read(range_text, &range));
	return address_is_in(&address, &range);
}

static void
test_ranges(void)
{
	static const char *const wrong[] = { "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "fd00::/129", "/8", "host/8" };
	struct address_range range;

	g_assert_true(is_in("10.2.255.255", "10.2.0.0/16"));
	g_assert_false(is_in("10.3.0.0", "10.2.0.0/16"));
	g_assert_true(is_in("10.2.3.127", "10.2.3.64/26"));
	g_assert_false(is_in("10.2.3.128", "10.2.3.64/26"));
	g_assert_true(is_in("10.2.3.4", "10.2.3.4"));
	g_assert_false(is_in("10.2.3.5", "10.2.3.4"));
	g_assert_true(is_in("255.1.1.1", "0.0.0.0/0"));
	g_assert_false(is_in("fd00::1", "0.0.0.0/0"));
	g_assert_true(is_in("fd00::1", "::/0"));
	g_assert_true(is_in("fd12::1", "fd00::/8"));
	g_assert_true(is_in("::ffff:10.2.3.4", "10.2.0.0/16"));
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_test_message("\"%s\"", wrong[i]);
		g_assert_false(address_range_read(wrong[i], &range));
	}
}

static void
test_hosts(void)
{
	static const struct {
		const char *given, *host;
	} rows[] = {
		{ "Wiki.Example.COM", "wiki.example.com" },
		{ "*.Corp.example.com", "*.corp.example.com" },
		{ "bücher.example", "xn--bcher-kva.example" },
		{ "*.BÜCHER.example", "*.xn--bcher-kva.example" },
		{ "[2001:DB8::1]", "[2001:db8::1]" },
		{ "192.0.2.7", "192.0.2.7" },
		{ "", "" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(address_host(pool, rows[i].given), ==, rows[i].host);
	g_assert_cmpstr(address_host_of(pool, "Wiki.Example.COM:8080"), ==, "wiki.example.com");
	g_assert_cmpstr(address_host_of(pool, "wiki"), ==, "wiki");
	g_assert_cmpstr(address_host_of(pool, "[2001:DB8::1]:8080"), ==, "2001:db8::1");
	g_assert_cmpstr(address_host_of(pool, "[2001:DB8::1"), ==, "2001:db8::1");
	pool_free(pool);
}

int
main(int count, char **arguments)
{
	g_test_init(&count, &arguments, NULL);
	g_test_add_func("/address/inside", test_inside);
	g_test_add_func("/address/embedded", test_embedded);
	g_test_add_func("/address/read", test_read);
	g_test_add_func("/address/ranges", test_ranges);
	g_test_add_func("/address/hosts", test_hosts);
	return g_test_run();
}
