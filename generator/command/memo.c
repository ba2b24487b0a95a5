#include "command/memo.h"

#include <glib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/footprint.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/threads.h"
#include "model/alert.h"
#include "model/config.h"
#include "model/upstream.h"
#include "read/cache_folder.h"

#define SLOTS 8 /* of each command: runs of different command lines that are kept at once */
#define TEXT_LIMIT ((size_t)16 << 20)

static const char magic[8] = "sitrepR1";

struct header {
	char magic[8];
	uint64_t build, key;
	struct {
		uint64_t sum, count;
	} inputs, outputs;
	uint64_t printed, said; /* bytes of texts behind this, each with a NUL */
	uint64_t files;
	uint64_t status;
	uint64_t check; /* of the texts */
	uint64_t header_check; /* of all before */
};

struct memo {
	struct pool *pool;
	const struct options *options;
	const char *site, *output, *file;
	const struct config *config; /* as site.yaml is at the beginning; NULL: it can't be read */
	uint64_t build, key;
	int64_t started;
	struct footprint inputs, outputs;
};

/* ---- what a run depends on ---- */

/* Variables that change what is read, found or printed. */
static const char *const variables[] = {
	"SOURCE_DATE_EPOCH", "NO_COLOR", "TERM", "TZDIR", "PATH", "HOME", "XDG_CONFIG_HOME", "LANG", "LC_ALL", "LC_COLLATE", "LC_MESSAGES",
	"GIT_CEILING_DIRECTORIES", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_COUNT", NULL,
};

static bool
may_be_kept(const struct options *options)
{
	const char *epoch = g_getenv("SOURCE_DATE_EPOCH");

	if (!options->at && !(epoch && *epoch))
		return false;
	if (options->format && strcmp(options->format, "github") == 0)
		return false; /* it may write a summary elsewhere */
	if (options->upstreams && strcmp(options->upstreams, "cache") != 0)
		return false; /* others may answer otherwise */
	return !options->fix && !options->write_baseline && !options->changed_since && !options->dump;
}

static uint64_t
key_of(struct pool *pool, const struct options *options)
{
	struct footprint key = { 0 };
	g_autofree char *here = g_get_current_dir();

	footprint_add_text(&key, options->command->name);
	for (size_t i = 0; options->given[i]; i++)
		footprint_add_text(&key, options->given[i]);
	footprint_add_text(&key, here);
	for (size_t i = 0; variables[i]; i++)
		footprint_add_text(&key, g_getenv(variables[i]));
	footprint_add_text(&key, isatty(STDOUT_FILENO) ? pool_printf(pool, "terminal of %zu", options_width(STDOUT_FILENO)) : "");
	return key.sum;
}

static void
add_name(struct footprint *footprint, const char *folder, const char *name, bool below)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	(below ? footprint_add : footprint_add_file)(footprint, path);
}

/* What git looks at but for its objects, which never change. */
static void
add_git_folder(struct footprint *footprint, const char *folder)
{
	static const char *const files[] = { "HEAD", "index", "packed-refs", "shallow", "config", "commondir", "info/attributes", "info/exclude" };

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
		add_name(footprint, folder, files[i], false);
	add_name(footprint, folder, "refs/heads", true);
}

/* A ".git" that is a file names the folder; a worktree's refers to the repository's own, two folders above. */
static void
add_git_file(struct footprint *footprint, const char *root, const char *file)
{
	g_autofree char *text = NULL, *folder = NULL, *common = NULL;

	if (!g_file_get_contents(file, &text, NULL, NULL) || !g_str_has_prefix(text, "gitdir:")) {
		footprint->unknown = true;
		return;
	}
	folder = g_canonicalize_filename(g_strstrip(text + strlen("gitdir:")), root);
	common = g_build_filename(folder, "..", "..", NULL);
	add_git_folder(footprint, folder);
	add_git_folder(footprint, common);
}

static void
add_settings_of_git(struct footprint *footprint)
{
	const char *home = g_get_home_dir(), *config = g_get_user_config_dir();

	add_name(footprint, home, ".gitconfig", false);
	add_name(footprint, config, "git/config", false);
	add_name(footprint, config, "git/attributes", false);
	footprint_add_file(footprint, "/etc/gitconfig");
}

/* The repository that a folder is in, and that there is none further down. */
static void
add_repository(struct footprint *footprint, const char *site)
{
	g_autofree char *folder = g_strdup(site);

	for (;;) {
		g_autofree char *git = g_build_filename(folder, ".git", NULL);
		char *above;

		footprint_add_file(footprint, git);
		add_name(footprint, folder, ".gitattributes", false);
		add_name(footprint, folder, ".gitignore", false);
		if (g_file_test(git, G_FILE_TEST_IS_DIR)) {
			add_git_folder(footprint, git);
			return;
		}
		if (g_file_test(git, G_FILE_TEST_EXISTS)) {
			add_git_file(footprint, folder, git);
			return;
		}
		if (strcmp(folder, "/") == 0)
			return;
		above = g_path_get_dirname(folder);
		g_free(folder);
		folder = above;
	}
}

/* Files of rules may be anywhere; which there are is a matter of their folders, too. */
static void
add_rule_files(const struct memo *memo, struct footprint *footprint)
{
	size_t count = 0;
	bool complete;
	const char **paths = memo->config ? alert_files(memo->pool, NULL, memo->config, memo->site, &count, &complete) : NULL;

	for (size_t i = 0; i < count; i++)
		add_name(footprint, memo->site, paths[i], false);
}

/* What status pages of others answered. */
static void
add_upstreams(const struct memo *memo, struct footprint *footprint)
{
	const char *file = upstreams_file(memo->pool, memo->site);

	if (file)
		footprint_add_file(footprint, file);
}

static void
take_inputs(const struct memo *memo, struct footprint *inputs)
{
	static const char *const folders[] = { "site.yaml", "content", "layouts", "static", "history" };
	const char *zones = g_getenv("TZDIR");
	const struct options *options = memo->options;

	*inputs = (struct footprint){ 0 };
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++)
		add_name(inputs, memo->site, folders[i], true);
	for (size_t i = 0; i < options->argument_count; i++) {
		footprint_add_file(inputs, options->arguments[i]);
		add_name(inputs, memo->site, options->arguments[i], false);
	}
	if (options->baseline)
		footprint_add_file(inputs, options->baseline);
	add_upstreams(memo, inputs);
	add_rule_files(memo, inputs);
	add_repository(inputs, memo->site);
	add_settings_of_git(inputs);
	add_name(inputs, zones ? zones : "/usr/share/zoneinfo", "tzdata.zi", false);
}

static void
take_outputs(const struct memo *memo, struct footprint *outputs)
{
	*outputs = (struct footprint){ 0 };
	if (memo->output)
		footprint_add(outputs, memo->output);
}

static void
take_one(void *data, size_t chunk, size_t first, size_t end)
{
	struct memo *memo = data;

	(void)chunk;
	for (size_t i = first; i < end; i++) {
		if (i == 0)
			take_inputs(memo, &memo->inputs);
		else
			take_outputs(memo, &memo->outputs);
	}
}

static const struct config *
config_of(struct pool *pool, const char *site)
{
	const char *problem;

	return config_read(pool, findings_new(pool), references_new(pool), site, &problem);
}

/* ---- the file ---- */

struct memo *
memo_open(struct pool *pool, const struct options *options, const char *site, const char *output)
{
	const char *folder = may_be_kept(options) ? cache_folder(pool, site) : NULL;
	struct memo *memo = pool_new0(pool, struct memo);

	if (!folder || !cache_build(&memo->build))
		return NULL;
	memo->pool = pool;
	memo->options = options;
	memo->site = site;
	memo->config = config_of(pool, site);
	memo->output = output ? file_real_path(pool, output) : NULL;
	memo->key = key_of(pool, options);
	memo->file = pool_printf(pool, "%s/%s-%u", folder, options->command->name, (unsigned)(memo->key % SLOTS));
	memo->started = footprint_now();
	return memo;
}

static uint64_t
texts_check(const char *texts, const struct header *header)
{
	return hash_bytes(texts, header->printed + header->said + 2);
}

/* Whether some bytes are a memo, undamaged, of this run. */
static bool
is_ours(const struct memo *memo, const char *bytes, size_t size)
{
	const struct header *header = (const void *)bytes;

	if (size < sizeof(*header) || memcmp(header->magic, magic, sizeof magic) != 0)
		return false;
	if (header->header_check != hash_bytes(header, offsetof(struct header, header_check)))
		return false;
	if (header->printed > TEXT_LIMIT || header->said > TEXT_LIMIT || size != sizeof(*header) + header->printed + header->said + 2)
		return false;
	return header->build == memo->build && header->key == memo->key && header->check == texts_check(bytes + sizeof(*header), header);
}

static bool
is_as_it_was(struct memo *memo, const struct header *header)
{
	const struct footprint inputs = { .sum = header->inputs.sum, .count = header->inputs.count };
	const struct footprint outputs = { .sum = header->outputs.sum, .count = header->outputs.count };

	threads_each((unsigned)memo->options->jobs, 2, 1, take_one, memo);
	return footprint_equal(&memo->inputs, &inputs) && footprint_equal(&memo->outputs, &outputs);
}

static void
release_bytes(void *bytes)
{
	g_free(bytes);
}

bool
memo_recall(struct memo *memo, struct memory *memory)
{
	const struct header *header;
	char *bytes;
	gsize size;

	if (!memo)
		return false;
	if (!g_file_get_contents(memo->file, &bytes, &size, NULL)) {
		take_inputs(memo, &memo->inputs);
		return false;
	}
	pool_adopt(memo->pool, bytes, release_bytes);
	header = (const void *)bytes;
	if (!is_ours(memo, bytes, size)) {
		take_inputs(memo, &memo->inputs);
		return false;
	}
	if (!is_as_it_was(memo, header))
		return false;
	*memory = (struct memory){
		.status = (int)header->status,
		.printed = bytes + sizeof(*header),
		.said = bytes + sizeof(*header) + header->printed + 1,
		.files = header->files,
	};
	return true;
}

/* Nothing may have changed while the run read it, and nothing so shortly before that its times can't tell. */
static bool
may_be_trusted(const struct memo *memo)
{
	struct footprint inputs;

	if (memo->inputs.unknown || !footprint_is_settled(&memo->inputs, memo->started))
		return false;
	take_inputs(memo, &inputs);
	return footprint_equal(&memo->inputs, &inputs);
}

void
memo_keep(struct memo *memo, const struct memory *memory)
{
	const size_t printed = strlen(memory->printed), said = strlen(memory->said), size = printed + said + 2;
	struct header header = { 0 };
	char *texts;

	if (!memo || printed > TEXT_LIMIT || said > TEXT_LIMIT || !may_be_trusted(memo))
		return;
	take_outputs(memo, &memo->outputs);
	if (memo->outputs.unknown)
		return;
	texts = pool_alloc(memo->pool, size);
	memcpy(texts, memory->printed, printed);
	memcpy(texts + printed + 1, memory->said, said);
	memcpy(header.magic, magic, sizeof magic);
	header.build = memo->build;
	header.key = memo->key;
	header.inputs.sum = memo->inputs.sum;
	header.inputs.count = memo->inputs.count;
	header.outputs.sum = memo->outputs.sum;
	header.outputs.count = memo->outputs.count;
	header.printed = printed;
	header.said = said;
	header.files = memory->files;
	header.status = (uint64_t)memory->status;
	header.check = texts_check(texts, &header);
	header.header_check = hash_bytes(&header, offsetof(struct header, header_check));
	cache_replace(memo->file, &header, sizeof(header), texts, size);
}
