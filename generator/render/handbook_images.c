/* How large pictures are, so that a page keeps their place before they come. */
#include "render/handbook_parts.h"

#include <string.h>

static unsigned
big_endian(const unsigned char *p, size_t count)
{
	unsigned n = 0;

	for (size_t i = 0; i < count; i++)
		n = n << 8 | p[i];
	return n;
}

static bool
read_png(const unsigned char *bytes, size_t size, struct image_size *image)
{
	if (size < 24 || memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) != 0 || memcmp(bytes + 12, "IHDR", 4) != 0)
		return false;
	*image = (struct image_size){ big_endian(bytes + 16, 4), big_endian(bytes + 20, 4) };
	return true;
}

static bool
read_gif(const unsigned char *bytes, size_t size, struct image_size *image)
{
	if (size < 10 || memcmp(bytes, "GIF8", 4) != 0)
		return false;
	*image = (struct image_size){ bytes[6] | (unsigned)bytes[7] << 8, bytes[8] | (unsigned)bytes[9] << 8 };
	return true;
}

/* A frame's header: C0 to CF but for those that define tables. */
static bool
is_frame(unsigned char marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static bool
read_jpeg(const unsigned char *bytes, size_t size, struct image_size *image)
{
	size_t at = 2;

	if (size < 4 || bytes[0] != 0xff || bytes[1] != 0xd8)
		return false;
	while (at + 9 < size && bytes[at] == 0xff) {
		const unsigned char marker = bytes[at + 1];

		if (is_frame(marker)) {
			*image = (struct image_size){ big_endian(bytes + at + 7, 2), big_endian(bytes + at + 5, 2) };
			return true;
		}
		/* Fill bytes may stand before a marker. */
		at += marker == 0xff ? 1 : 2 + big_endian(bytes + at + 2, 2);
	}
	return false;
}

bool
image_size_read(const void *bytes, size_t size, struct image_size *image)
{
	return (read_png(bytes, size, image) || read_gif(bytes, size, image) || read_jpeg(bytes, size, image)) &&
	       image->width && image->height && image->width < 100000 && image->height < 100000;
}
