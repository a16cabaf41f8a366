// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/util.h"
#include "code/fixstate.h"
#include "code/image.h"
#include "kernel/identity.h"

#define BANNER "Linux version "
/* All notes of a vmlinux are a few hundred bytes. */
#define NOTES_MAX 8192
#define LIVEPATCH_DIR "/sys/kernel/livepatch"
#define MODULES_DIR "/sys/module"

/* --- of a file ----------------------------------------------------------- */

static void set_text(char *dst, size_t size, const char *src, size_t len)
{
	escape_text(dst, size, src, len);
}

static void modinfo_entry(struct identity *id, const char *key, size_t size)
{
	const char *value = memchr(key, '=', size);
	size_t key_size, value_size;
	const struct {
		const char *key;
		char *text;
		size_t size;
	} texts[] = {
		{ "name", id->module, sizeof(id->module) },
		{ "vermagic", id->vermagic, sizeof(id->vermagic) },
		{ "srcversion", id->srcversion, sizeof(id->srcversion) },
		{ "version", id->version, sizeof(id->version) },
		{ "mac80211_build_id", id->made_for, sizeof(id->made_for) },
	};

	if (!value)
		return;
	key_size = value++ - key;
	value_size = size - key_size - 1;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (key_size == strlen(texts[i].key) &&
		    !memcmp(key, texts[i].key, key_size))
			set_text(texts[i].text, texts[i].size, value,
				 value_size);
	if (key_size == 6 && !memcmp(key, "intree", 6))
		id->in_tree = true;
	if (key_size == 9 && !memcmp(key, "livepatch", 9))
		id->livepatch = true;
}

static void read_modinfo(struct image *img, struct identity *id)
{
	size_t index = image_section(img, ".modinfo");
	const char *data = (const char *)image_data(img, index), *end;

	end = data ? data + img->sections[index].size : NULL;
	while (data < end) {
		size_t size = strnlen(data, end - data);

		modinfo_entry(id, data, size);
		data += size + (data + size < end);
		while (data < end && !*data)
			data++;
	}
	set_text(id->release, sizeof(id->release), id->vermagic,
		 strcspn(id->vermagic, " "));
}

/* A note's header has three words; name and contents are padded to 4 bytes. */
static void read_note(bool big_endian, const uint8_t *data, size_t size,
		      struct identity *id)
{
	Elf64_Nhdr note;
	size_t at = 0;

	while (size - at >= sizeof(note)) {
		size_t name, desc;

		note = (Elf64_Nhdr){
			.n_namesz = code_number(big_endian, data + at, 4),
			.n_descsz = code_number(big_endian, data + at + 4, 4),
			.n_type = code_number(big_endian, data + at + 8, 4),
		};
		at += sizeof(note);
		name = ((size_t)note.n_namesz + 3) & ~(size_t)3;
		desc = ((size_t)note.n_descsz + 3) & ~(size_t)3;
		if (name > size - at || desc > size - at - name)
			return;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    !memcmp(data + at, "GNU", 4) &&
		    2 * (size_t)note.n_descsz < sizeof(id->build_id)) {
			for (size_t i = 0; i < note.n_descsz; i++)
				sprintf(id->build_id + 2 * i, "%02x",
					data[at + name + i]);
			return;
		}
		at += name + desc;
	}
}

static void read_build_id(struct image *img, struct identity *id)
{
	for (size_t i = 1; i < img->nr_sections && !*id->build_id; i++) {
		const uint8_t *data;

		if (img->sections[i].type != SHT_NOTE)
			continue;
		data = image_data(img, i);
		if (data && img->sections[i].size <= NOTES_MAX)
			read_note(image_isa(img)->big_endian, data,
				  img->sections[i].size, id);
	}
}

/* "Linux version 6.12.43-amd64 (...", the kernel's linux_banner */
static void read_banner(struct image *img, struct identity *id)
{
	size_t index = image_section(img, ".rodata"), size;
	const uint8_t *data = image_data(img, index);
	const char *at;

	at = data ? memmem(data, img->sections[index].size, BANNER,
			   strlen(BANNER)) : NULL;
	if (!at)
		return;
	at += strlen(BANNER);
	size = (const char *)data + img->sections[index].size - at;
	size = strnlen(at, size);
	for (size_t i = 0; i < size; i++)
		if (at[i] == ' ')
			size = i;
	set_text(id->release, sizeof(id->release), at, size);
}

void identity_read(struct image *img, struct identity *id)
{
	*id = (struct identity){ 0 };
	id->arch = code_isa_name(image_isa(img));
	if (img->relocatable)
		read_modinfo(img, id);
	else
		read_banner(img, id);
	read_build_id(img, id);
}

const char *identity_origin(const struct identity *id, const char *path)
{
	if (!*id->module)
		return NULL;
	if (strstr(path, "/updates/dkms/"))
		return "built by DKMS (it lies in updates/dkms)";
	if (strstr(path, "/updates/") || strstr(path, "/extra/") ||
	    strstr(path, "/weak-updates/"))
		return "from another package than its kernel (it lies in "
		       "updates or extra)";
	if (!id->in_tree)
		return "built out of tree (it has no intree mark)";
	if (*id->version)
		return "a backport (it has a version of its own)";
	return NULL;
}

/* --- of this machine ----------------------------------------------------- */

/* Read up to size bytes of a file below root; returns how many, 0 for none. */
static size_t read_small(const char *root, const char *path, void *data,
			 size_t size)
{
	char full[PATH_MAX];
	ssize_t got;
	int fd;

	snprintf(full, sizeof(full), "%s%s", root, path);
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	got = read(fd, data, size);
	close(fd);
	return got > 0 ? got : 0;
}

/* Read the ids that the kernel shows of a loaded module, or of itself. */
static void read_ids(const char *root, const char *module, bool builtin,
		     struct identity *id)
{
	char path[PATH_MAX], text[sizeof(id->srcversion)];
	uint8_t notes[1024];
	size_t size;

	snprintf(path, sizeof(path), MODULES_DIR "/%s/srcversion", module);
	size = read_small(root, path, text, sizeof(text));
	set_text(id->srcversion, sizeof(id->srcversion), text,
		 size && text[size - 1] == '\n' ? size - 1 : size);
	snprintf(path, sizeof(path),
		 MODULES_DIR "/%s/notes/.note.gnu.build-id", module);
	size = read_small(root, builtin ? "/sys/kernel/notes" : path, notes,
			  sizeof(notes));
	read_note(__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__, notes, size, id);
}

static void read_loaded(struct running *run, const char *root)
{
	struct identity id = { 0 };

	run->present = exists_below(root, MODULES_DIR "/mac80211");
	/* if built in, it has parameters there, but no state */
	run->builtin = run->present &&
		       !exists_below(root, MODULES_DIR
				     "/mac80211/initstate");
	read_ids(root, "mac80211", run->builtin, &id);
	memcpy(run->srcversion, id.srcversion, sizeof(run->srcversion));
	memcpy(run->build_id, id.build_id, sizeof(run->build_id));
}

static void add_livepatch(struct running *run, const char *patch,
			  const char *function, bool in_transition)
{
	struct running_livepatch *lp = &run->livepatches[run->nr_livepatches];
	size_t size = strcspn(function, ",");
	char text[sizeof(lp->text)];

	if (run->nr_livepatches == LIVEPATCHES_MAX ||
	    strlen(patch) >= sizeof(lp->name) ||
	    size >= sizeof(lp->function)) {
		run->more_livepatches = true;
		return;
	}
	set_text(lp->name, sizeof(lp->name), patch, strlen(patch));
	set_text(lp->function, sizeof(lp->function), function, size);
	snprintf(text, sizeof(text), "%.63s: %.*s", patch, (int)size,
		 function);
	set_text(lp->text, sizeof(lp->text), text, strlen(text));
	lp->in_transition = in_transition;
	run->nr_livepatches++;
}

/* Read the directories "function,position" of one object of a live patch. */
static void read_livepatch_object(struct running *run, const char *root,
				  const char *patch, const char *object,
				  bool in_transition)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%s" LIVEPATCH_DIR "/%s/%s", root, patch,
		 object);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (fix_depends_on(entry->d_name))
			add_livepatch(run, patch, entry->d_name,
				      in_transition);
	if (dir)
		closedir(dir);
}

/* Is this file of a live patch, "enabled" or "transition", 1? */
static bool is_on(const char *root, const char *patch, const char *file)
{
	char path[PATH_MAX], value;

	snprintf(path, sizeof(path), LIVEPATCH_DIR "/%s/%s", patch, file);
	return read_small(root, path, &value, 1) && value == '1';
}

static void read_livepatches(struct running *run, const char *root)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%s" LIVEPATCH_DIR, root);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		bool moves;

		if (entry->d_name[0] == '.')
			continue;
		moves = is_on(root, entry->d_name, "transition");
		if (!moves && !is_on(root, entry->d_name, "enabled"))
			continue;
		/* what it has for the other object does nothing */
		read_livepatch_object(run, root, entry->d_name,
				      run->builtin ? "vmlinux" : "mac80211",
				      moves);
	}
	if (dir)
		closedir(dir);
}

void running_read(struct running *run, const char *root)
{
	struct utsname uts;

	*run = (struct running){ 0 };
	if (!uname(&uts)) {
		set_text(run->release, sizeof(run->release), uts.release,
			 sizeof(uts.release));
		set_text(run->machine, sizeof(run->machine), uts.machine,
			 sizeof(uts.machine));
	}
	read_loaded(run, root);
	read_livepatches(run, root);
}

static enum loaded compare_ids(const struct identity *id,
			       const char *build_id, const char *srcversion)
{
	if (*id->build_id && *build_id)
		return strcmp(id->build_id, build_id) ? LOADED_OTHER :
							LOADED_YES;
	if (*id->srcversion && *srcversion)
		return strcmp(id->srcversion, srcversion) ? LOADED_OTHER :
							    LOADED_YES;
	return LOADED_UNTOLD;
}

enum loaded identity_loaded(const struct identity *id,
			    const struct running *run)
{
	if (!run->present || strcmp(id->release, run->release) ||
	    run->builtin != !*id->module)
		return LOADED_NO;
	return compare_ids(id, run->build_id, run->srcversion);
}

bool same_module(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return *a == *b;
}

enum loaded identity_module_loaded(const struct identity *id,
				   const char *root)
{
	struct identity loaded = { 0 };
	char path[PATH_MAX];

	snprintf(path, sizeof(path), MODULES_DIR "/%s", id->module);
	if (!*id->module || !exists_below(root, path))
		return LOADED_NO;
	read_ids(root, id->module, false, &loaded);
	return compare_ids(id, loaded.build_id, loaded.srcversion);
}
