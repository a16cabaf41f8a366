// SPDX-License-Identifier: GPL-2.0-only
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/util.h"
#include "code/boot.h"
#include "code/code_mips.h"
#include "code/image.h"
#include "code/image_priv.h"
#include "code/kallsyms.h"

#define MAGIC_SIZE 1024		/* enough for the header of a boot image */
#define DEPTH_MAX 3		/* a packed boot image with a packed kernel */
/* A signed module ends with this: include/linux/module_signature.h */
#define SIGNATURE_MARK "~Module signature appended~\n"
#define MARK_SIZE (sizeof(SIGNATURE_MARK) - 1)

static const struct {
	const char *name;
	const char *magic;
	size_t size;
} formats[IMAGE_FORMATS] = {
	[IMAGE_PLAIN] = { "", ELFMAG, SELFMAG },
	[IMAGE_XZ] = { "xz", "\xfd" "7zXZ", 6 },
	[IMAGE_GZIP] = { "gzip", "\x1f\x8b", 2 },
	[IMAGE_ZSTD] = { "zstd", "\x28\xb5\x2f\xfd", 4 },
	[IMAGE_LZMA] = { "lzma", "\x5d\0\0", 3 },
};

const char *image_format_name(enum image_format format)
{
	return format < IMAGE_FORMATS ? formats[format].name : "";
}

int image_fail(struct image *img, int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(img->reason, sizeof(img->reason), fmt, args);
	va_end(args);
	return err;
}

static int find_format(const uint8_t *magic, size_t size)
{
	for (int i = 0; i < IMAGE_FORMATS; i++)
		if (size >= formats[i].size &&
		    !memcmp(magic, formats[i].magic, formats[i].size))
			return i;
	return -ENOEXEC;
}

/* Fail, and say where it lies: perhaps " inside ", "gzip". */
static int not_elf(struct image *img, size_t size, const char *inside,
		   const char *name)
{
	return image_fail(img, -ENOEXEC, size ? "not an ELF file%s%s" :
						"empty file%s%s", inside, name);
}

static int check_header(struct image *img)
{
	const char *ident = elf_getident(img->elf, NULL);
	bool big = ident[EI_DATA] == ELFDATA2MSB;
	GElf_Ehdr header;

	img->wide = ident[EI_CLASS] == ELFCLASS64;
	if (!gelf_getehdr(img->elf, &header))
		return image_fail(img, -ENOEXEC, "corrupt ELF header");
	if (code_isa_find(&img->isa, header.e_machine, img->wide ? 64 : 32,
			  big))
		return image_fail(img, -ENOEXEC, "ELF machine %u (%d bits%s) "
				  "is not supported; hint: man mlotrace-check "
				  "lists those that are", header.e_machine,
				  img->wide ? 64 : 32,
				  big ? ", big endian" : "");
	img->machine = header.e_machine;
	img->relocatable = header.e_type == ET_REL;
	if (!img->relocatable && header.e_type != ET_EXEC &&
	    header.e_type != ET_DYN)
		return image_fail(img, -ENOEXEC, "ELF type %u is neither a "
				  "module nor a kernel", header.e_type);
	if (!img->relocatable && !img->isa.machine->linked)
		return image_fail(img, -ENOEXEC, "a linked %s kernel, of which "
				  "only modules can be judged: give its "
				  "mac80211.ko", code_isa_name(&img->isa));
	if (img->machine == EM_MIPS && mips_mode(&img->isa, header.e_flags))
		return image_fail(img, -ENOEXEC, "MIPS16 and microMIPS code is "
				  "not supported");
	return 0;
}

/* An image that was not read from an ELF file is a linked kernel. */
const struct code_isa *image_isa(struct image *img)
{
	if (!img->isa.machine)
		code_isa_find(&img->isa, img->machine, 64, false);
	return &img->isa;
}

uint64_t image_number(const struct image *img, const uint8_t *bytes,
		      size_t size)
{
	return code_number(img->isa.big_endian, bytes, size);
}

static int read_sections(struct image *img)
{
	size_t names;

	if (elf_getshdrnum(img->elf, &img->nr_sections) ||
	    elf_getshdrstrndx(img->elf, &names) || !img->nr_sections)
		return image_fail(img, -ENOEXEC, "no section headers, or "
				  "corrupt or truncated ones");
	img->sections = calloc(img->nr_sections, sizeof(*img->sections));
	if (!img->sections)
		return image_fail(img, -ENOMEM, "out of memory");
	for (size_t i = 0; i < img->nr_sections; i++) {
		struct image_section *section = &img->sections[i];
		GElf_Shdr header;	/* a copy: unaligned in some files */

		if (!gelf_getshdr(elf_getscn(img->elf, i), &header))
			return image_fail(img, -ENOEXEC, "corrupt or truncated "
					  "section headers");
		section->name = elf_strptr(img->elf, names, header.sh_name);
		if (!section->name)
			section->name = "";
		section->addr = header.sh_addr;
		section->size = header.sh_size;
		section->flags = header.sh_flags;
		section->type = header.sh_type;
		section->link = header.sh_link;
		section->info = header.sh_info;
	}
	return 0;
}

bool image_may_read(struct image *img, uint64_t size)
{
	if (size > IMAGE_MAX_READ - img->bytes_read)
		return false;
	img->bytes_read += size;
	return true;
}

const uint8_t *image_data(struct image *img, size_t index)
{
	struct image_section *section;
	Elf_Data *data;

	if (index >= img->nr_sections)
		return NULL;
	section = &img->sections[index];
	if (section->data)
		return section->data;
	if (section->type == SHT_NOBITS || section->type == SHT_NULL ||
	    !section->size || section->size > IMAGE_MAX_SECTION ||
	    !image_may_read(img, section->size))
		goto none;
	if (img->live) {
		section->data = img->live->data(img->live, index);
		if (!section->data)
			goto none;
		return section->data;
	}
	/* the raw bytes, in whatever byte order */
	data = elf_rawdata(elf_getscn(img->elf, index), NULL);
	if (!data || !data->d_buf || data->d_size < section->size)
		goto none;
	section->data = data->d_buf;
	return section->data;
none:
	section->size = 0;
	section->type = SHT_NULL;
	return NULL;
}

const void *image_array(const uint8_t *data, size_t size, void **copy)
{
	*copy = NULL;
	if ((uintptr_t)data % _Alignof(Elf64_Sym) == 0)
		return data;
	*copy = malloc(size ?: 1);
	if (*copy)
		memcpy(*copy, data, size);
	return *copy;
}

/* Read the kernel's own symbols: its file has no symbol table. */
static int read_kallsyms(struct image *img)
{
	size_t rodata = image_section(img, ".rodata");
	size_t text = image_section(img, ".text");
	const uint8_t *data = image_data(img, rodata);
	struct symbol_list symbols = { 0 };
	int err;

	err = data ? kallsyms_decode(data, img->sections[rodata].size,
				     img->sections[rodata].addr,
				     img->sections[text].addr, &symbols) :
		     -ENOENT;
	for (size_t i = 0; i < symbols.count && !err; i++)
		symbols.list[i].st_shndx =
			image_section_at(img, symbols.list[i].st_value);
	if (err) {
		symbol_list_free(&symbols);
		if (err == -ENOMEM)
			return image_fail(img, err, "out of memory");
		return !img->boot ? 0 :
		       image_fail(img, err, "a boot image (vmlinuz) whose "
				  "symbols (kallsyms) are not found, as in all "
				  "before 6.4: give its mac80211.ko, or the "
				  "vmlinux it was made of");
	}
	img->symbols = img->symbols_copy = symbols.list;
	img->nr_symbols = symbols.count;
	img->strings = img->strings_copy = symbols.names;
	img->strings_size = symbols.names_size;
	return 0;
}

/* Elf32_Sym and Elf64_Sym have their fields in different orders. */
static Elf64_Sym read_symbol(const struct image *img, const uint8_t *data)
{
	const uint8_t *info = data + (img->wide ? 4 : 12);
	const uint8_t *value = data + (img->wide ? 8 : 4);
	size_t size = img->wide ? 8 : 4;

	return (Elf64_Sym){
		.st_name = image_number(img, data, 4),
		.st_info = info[0], .st_other = info[1],
		.st_shndx = image_number(img, info + 2, 2),
		.st_value = image_number(img, value, size),
		.st_size = image_number(img, value + size, size),
	};
}

static const Elf64_Sym *convert_symbols(struct image *img, const uint8_t *data)
{
	size_t size = img->wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);

	if (image_may_read(img, img->nr_symbols * sizeof(Elf64_Sym)))
		img->symbols_copy = calloc(img->nr_symbols ?: 1,
					   sizeof(Elf64_Sym));
	for (size_t i = 0; img->symbols_copy && i < img->nr_symbols; i++)
		img->symbols_copy[i] = read_symbol(img, data + i * size);
	return img->symbols_copy;
}

/*
 * All code of a module is either Thumb or not, except for pieces in assembly,
 * and it has none. Bit 0 of a function's address tells.
 */
static int look_for_thumb(struct image *img)
{
	size_t even = 0, odd = 0;

	for (size_t i = 0; i < img->nr_symbols; i++) {
		const Elf64_Sym *sym = &img->symbols[i];

		if (ELF64_ST_TYPE(sym->st_info) != STT_FUNC ||
		    sym->st_shndx == SHN_UNDEF)
			continue;
		odd += sym->st_value & 1;
		even += !(sym->st_value & 1);
	}
	if (odd && even)
		return -ENOTSUP;
	img->isa.mode |= odd ? CODE_THUMB : 0;
	return 0;
}

static const struct image_section *symbol_table(const struct image *img)
{
	for (size_t i = 1; i < img->nr_sections; i++)
		if (img->sections[i].type == SHT_SYMTAB)
			return &img->sections[i];
	return NULL;
}

static int read_table(struct image *img, const struct image_section *table)
{
	const uint8_t *data;
	const char *end;
	void *copy;

	data = image_data(img, table - img->sections);
	if (!data || !image_data(img, table->link))
		return -ENOEXEC;
	img->nr_symbols = table->size / (img->wide ? sizeof(Elf64_Sym) :
						     sizeof(Elf32_Sym));
	if (image_is_native(img)) {
		img->symbols = image_array(data, table->size, &copy);
		img->symbols_copy = copy;
	} else {
		img->symbols = convert_symbols(img, data);
	}
	if (!img->symbols)
		return -ENOMEM;
	/* ignore what follows the last NUL, so that each name ends */
	img->strings = (const char *)img->sections[table->link].data;
	end = memrchr(img->strings, 0, img->sections[table->link].size);
	img->strings_size = end ? (size_t)(end + 1 - img->strings) : 0;
	return img->machine == EM_ARM ? look_for_thumb(img) : 0;
}

static int read_symbols(struct image *img)
{
	const struct image_section *table = symbol_table(img);
	int err;

	if (!table)
		return img->relocatable ? 0 : read_kallsyms(img);
	err = read_table(img, table);
	switch (err) {
	case 0:
		return 0;
	case -ENOMEM:
		return image_fail(img, err, "out of memory");
	case -ENOTSUP:
		return image_fail(img, -ENOEXEC, "ARM and Thumb code mixed are "
				  "not supported");
	default:
		return image_fail(img, err,
				  "the symbol table is corrupt or truncated");
	}
}

static int read_elf(struct image *img)
{
	int err;

	if (!img->elf)
		return image_fail(img, -ENOEXEC, "libelf cannot read it: %s",
				  elf_errmsg(-1));
	if (elf_kind(img->elf) != ELF_K_ELF)
		return image_fail(img, -ENOEXEC, "not an ELF file");
	err = check_header(img);
	if (!err)
		err = read_sections(img);
	if (!err)
		err = read_symbols(img);
	return err;
}

/*
 * The signature is a PKCS#7 message and a struct module_signature, which ends
 * with the size of the message. In the message, the common name of the issuer
 * is this object identifier, a tag, a byte with the length of the text, and
 * the text.
 */
static void read_signer(struct image *img, const uint8_t *end, size_t left)
{
	static const uint8_t common_name[] = { 0x06, 0x03, 0x55, 0x04, 0x03 };
	const size_t size_of_info = 12, head = sizeof(common_name) + 2;
	const uint8_t *at;
	uint32_t size;

	if (left < size_of_info)
		return;
	memcpy(&size, end - sizeof(size), sizeof(size));
	size = be32toh(size);
	end -= size_of_info;
	if (size > left - size_of_info)
		return;
	at = memmem(end - size, size, common_name, sizeof(common_name));
	if (at && (size_t)(end - at) >= head &&
	    (size_t)(end - at) - head >= at[head - 1])
		snprintf(img->signer, sizeof(img->signer), "%.*s",
			 at[head - 1], (const char *)at + head);
}

static void look_for_signature(struct image *img, const void *bytes,
			       size_t size)
{
	const uint8_t *end = (const uint8_t *)bytes + size - MARK_SIZE;

	img->has_signature = size >= MARK_SIZE &&
			     !memcmp(end, SIGNATURE_MARK, MARK_SIZE);
	if (img->has_signature)
		read_signer(img, end, size - MARK_SIZE);
}

static int open_bytes(struct image *img, const void *bytes, size_t size,
		      int depth);

/* The input may lie in img->memory, which is freed after unpacking. */
static int unpack(struct image *img, const void *in, size_t size, int depth)
{
	const char *name = image_format_name(img->format);
	const char *what = img->boot ? "boot image" : "file";
	size_t unpacked;
	void *out;
	int err;

	err = image_unpack(img->format, in, size, IMAGE_MAX_UNPACKED, &out,
			   &unpacked);
	switch (err) {
	case 0:
		break;
	case -EFBIG:
		return image_fail(img, err, "unpacks to more than the limit of "
				  "%lu MiB", IMAGE_MAX_UNPACKED >> 20);
	case -ENODATA:
		return image_fail(img, err, "truncated %s %s", name, what);
	case -EILSEQ:
		return image_fail(img, err, "corrupt %s %s", name, what);
	default:
		return image_fail(img, err, "cannot unpack: %s",
				  errno_text(err));
	}
	free(img->memory);
	img->memory = out;
	return open_bytes(img, out, unpacked, depth + 1);
}

/* Open a kernel's memory as it is: only its symbols tell what lies where. */
static int open_bare(struct image *img, const uint8_t *bytes, size_t size,
		     uint16_t machine)
{
	static const char *const names[] = { "", ".text", ".rodata" };

	if (machine != EM_AARCH64)
		return image_fail(img, -ENOEXEC, "a boot image for ELF machine "
				  "%u, which is not supported", machine);
	img->machine = machine;
	img->nr_sections = ARRAY_SIZE(names);
	img->sections = calloc(img->nr_sections, sizeof(*img->sections));
	if (!img->sections)
		return image_fail(img, -ENOMEM, "out of memory");
	for (size_t i = 0; i < img->nr_sections; i++)
		img->sections[i] = (struct image_section){
			.name = names[i], .data = i ? bytes : NULL,
			.size = i ? size : 0, .type = i ? SHT_PROGBITS : 0,
			.flags = i == 1 ? SHF_ALLOC | SHF_EXECINSTR :
				 i ? SHF_ALLOC : 0,
		};
	return read_kallsyms(img);
}

static int open_boot(struct image *img, const void *bytes, size_t size,
		     int depth)
{
	struct boot_image boot;
	int err = boot_parse(bytes, size, &boot);

	if (err == -ENOEXEC)
		return not_elf(img, size, depth ? " inside " : "",
			       depth ? image_format_name(img->format) : "");
	img->boot = true;
	if (!err && !boot.payload)
		return open_bare(img, bytes, size, boot.machine);
	if (!err && find_format(boot.payload, boot.payload_size) < 0)
		err = -EINVAL;
	if (err)
		return image_fail(img, err, err == -ENODATA ?
				  "truncated boot image (vmlinuz)" :
				  "a boot image (vmlinuz) packed neither by "
				  "gzip nor xz, zstd or lzma: give its "
				  "mac80211.ko, or the vmlinux it was made of");
	return open_bytes(img, boot.payload, boot.payload_size, depth + 1);
}

/* A packed file may be a boot image, which has something packed in it. */
static int open_bytes(struct image *img, const void *bytes, size_t size,
		      int depth)
{
	int format = find_format(bytes, size);

	look_for_signature(img, bytes, size);
	if (format == IMAGE_PLAIN) {
		img->elf = elf_memory((char *)bytes, size);
		return read_elf(img);
	}
	if (format < 0 || (depth && !img->boot) || depth > DEPTH_MAX)
		return open_boot(img, bytes, size, depth);
	img->format = format;
	return unpack(img, bytes, size, depth);
}

int image_open_memory(struct image *img, const void *bytes, size_t size)
{
	*img = (struct image){ .fd = -1 };
	elf_version(EV_CURRENT);
	return open_bytes(img, bytes, size, 0);
}

/* Read a packed file as a whole: it is small, and must not change under us. */
static int unpack_file(struct image *img, size_t size)
{
	ssize_t got;

	if (size > IMAGE_MAX_UNPACKED)
		return image_fail(img, -EFBIG, "larger than the limit of %lu "
				  "MiB for a packed file",
				  IMAGE_MAX_UNPACKED >> 20);
	img->memory = malloc(size ?: 1);
	if (!img->memory)
		return image_fail(img, -ENOMEM, "out of memory");
	got = pread(img->fd, img->memory, size, 0);
	if (got < 0)
		return image_fail(img, -errno, "%s", strerror(errno));
	return open_bytes(img, img->memory, got, 0);
}

int image_open(struct image *img, const char *path)
{
	uint8_t magic[MAGIC_SIZE], tail[2048];
	struct boot_image boot;
	struct stat st;
	ssize_t size;
	int format;

	*img = (struct image){ .fd = -1 };
	elf_version(EV_CURRENT);
	/* do not block: the path may turn out to be a pipe */
	img->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (img->fd < 0 || fstat(img->fd, &st))
		return image_fail(img, -errno, "%s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return image_fail(img, -EINVAL, "not a regular file");
	size = pread(img->fd, magic, sizeof(magic), 0);
	if (size < 0)
		return image_fail(img, -errno, "%s", strerror(errno));
	format = find_format(magic, size);
	if (format < 0 && boot_parse(magic, size, &boot) == -ENOEXEC)
		return not_elf(img, size, "", "");
	if (format != IMAGE_PLAIN)
		return unpack_file(img, st.st_size);
	size = pread(img->fd, tail, sizeof(tail),
		     st.st_size > (off_t)sizeof(tail) ?
		     st.st_size - (off_t)sizeof(tail) : 0);
	look_for_signature(img, tail, size > 0 ? size : 0);
	img->elf = elf_begin(img->fd, ELF_C_READ, NULL);
	return read_elf(img);
}

void image_close(struct image *img)
{
	if (img->live)
		img->live->close(img->live);
	for (size_t i = 0; img->sections && i < img->nr_sections; i++)
		free(img->sections[i].sorted);
	free(img->sections);
	free(img->symbols_copy);
	free(img->strings_copy);
	elf_end(img->elf);
	free(img->memory);
	if (img->fd >= 0)
		close(img->fd);
	*img = (struct image){ .fd = -1 };
}

size_t image_section(const struct image *img, const char *name)
{
	for (size_t i = 1; i < img->nr_sections; i++)
		if (!strcmp(img->sections[i].name, name))
			return i;
	return 0;
}

size_t image_section_at(const struct image *img, uint64_t addr)
{
	for (size_t i = 1; !img->relocatable && i < img->nr_sections; i++) {
		const struct image_section *section = &img->sections[i];

		if ((section->flags & SHF_ALLOC) && addr >= section->addr &&
		    addr - section->addr < section->size)
			return i;
	}
	return 0;
}
