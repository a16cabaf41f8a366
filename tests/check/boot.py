#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""tests/check/boot.py KIND:ENCODING:PACKER IN OUT: make a boot image of a linked
kernel, with the tables of kallsyms in it and no other symbols.

KIND is bzimage, zboot, bare (arm64's Image), vmlinux (without symbols) or tables
(those of kallsyms alone);
ENCODING how kallsyms has addresses: up or down (from a base, 6.4 to 6.18) or
word (from the word itself, 7.x), or old (before 6.4, where they come before the
names). PACKER is gzip, xz, zstd, lzma, lz4 or none."""
import struct
import subprocess
import sys

SHT_SYMTAB, SHT_NOBITS, SHF_ALLOC, SHF_EXECINSTR, STT_FUNC = 2, 8, 2, 4, 2
SECTION = "<IIQQQQIIQQ"
# what the kernel's own tables have: texts of several letters
TOKENS = {0x80: b"ieee80211_", 0x81: b"sta_", 0x82: b"link", 0x83: b"_vif"}


class Elf:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        table, = struct.unpack_from("<Q", self.data, 0x28)
        size, count, names = struct.unpack_from("<HHH", self.data, 0x3A)
        self.machine, = struct.unpack_from("<H", self.data, 0x12)
        self.sections = [struct.unpack_from(SECTION, self.data,
                                            table + i * size)
                         for i in range(count)]
        self.names = self.sections[names][4]

    def text_at(self, at):
        return self.data[at:self.data.index(b"\0", at)]

    def contents(self, section):
        if section[1] == SHT_NOBITS:
            return bytes(section[5])
        return self.data[section[4]:section[4] + section[5]]

    def allocated(self):
        return [s for s in self.sections if s[2] & SHF_ALLOC]

    def named(self, name):
        return next(s for s in self.sections
                    if self.text_at(self.names + s[0]) == name)

    def functions(self):
        for table in (s for s in self.sections if s[1] == SHT_SYMTAB):
            strings = self.sections[table[6]][4]
            for at in range(table[4], table[4] + table[5], 24):
                name, info, _, index, value = \
                    struct.unpack_from("<IBBHQ", self.data, at)
                if info & 15 == STT_FUNC and index:
                    yield (value, b"T" if info >> 4 else b"t",
                           self.text_at(strings + name))


def pad(data, to):
    return data + bytes(-len(data) % to)


def pack_name(name):
    for byte, text in TOKENS.items():
        name = name.replace(text, bytes([byte]))
    size = len(name)
    return (bytes([size]) if size < 128 else
            bytes([size & 127 | 128, size >> 7])) + name


def kallsyms(symbols, encoding, text, addr):
    """The tables, which are put at that address."""
    align = 4 if encoding == "word" else 8
    symbols = sorted([*symbols, (text, b"T", b"_text")])
    out = pad(struct.pack("<I", len(symbols)), align)
    names, markers = b"", b""
    for i, (_, kind, name) in enumerate(symbols):
        if i % 256 == 0:
            markers += struct.pack("<I", len(names))
        names += pack_name(kind + name)
    out = pad(pad(out + names, align) + markers, align)
    index, tokens = b"", b""
    for byte in range(256):
        index += struct.pack("<H", len(tokens))
        plain = bytes([byte]) if 33 <= byte < 127 else b""
        tokens += TOKENS.get(byte, plain) + b"\0"
    out = pad(out + tokens, align) + index
    if encoding == "old":
        offsets = b"".join(struct.pack("<I", 0xFFFFFFFF & (text - value - 1))
                           for value, _, _ in symbols)
        return pad(offsets, align) + struct.pack("<Q", text) + out
    for value, _, _ in symbols:
        out += struct.pack("<I", 0xFFFFFFFF & (
            value - text if encoding == "up" else
            text - value - 1 if encoding == "down" else
            value - addr - len(out)))
    return out


def bare(elf, encoding):
    """Memory from its first byte on: arm64's header is where ELF's was."""
    base = min(s[3] for s in elf.allocated()) & ~0xFFFF
    end = max(s[3] + s[5] for s in elf.allocated())
    out = bytearray(end - base)
    for section in elf.allocated():
        at = section[3] - base
        out[at:at + section[5]] = elf.contents(section)
    out[0:64] = bytes(56) + b"ARM\x64" + bytes(4)
    out = pad(bytes(out), 8)
    return out + kallsyms(elf.functions(), encoding, base, base + len(out))


def vmlinux(elf, encoding):
    """An ELF file of .text and .rodata alone."""
    text = elf.named(b".text")
    end = max(s[3] + s[5] for s in elf.allocated()) + 4095 & ~4095
    tables = kallsyms(elf.functions(), encoding, text[3], end)
    names = b"\0.text\0.rodata\0.rodata.1\0.shstrtab\0"
    parts = [(1, 1, text[2], text[3], elf.contents(text)),
             (7, 1, SHF_ALLOC, end, tables), (25, 3, 0, 0, names)]
    for section in elf.allocated():
        if elf.text_at(elf.names + section[0]).startswith(b".rodata"):
            parts.insert(0, (15, 1, SHF_ALLOC, section[3],
                             elf.contents(section)))
    body, headers = b"", struct.pack(SECTION, *[0] * 10)
    for name, kind, flags, where, data in parts:
        body = pad(body, 16)
        headers += struct.pack(SECTION, name, kind, flags, where,
                               64 + len(body), len(data), 0, 0, 16, 0)
        body += data
    body = pad(body, 16)
    return struct.pack("<4sBBBB8xHHIQQQIHHHHHH", b"\x7fELF", 2, 1, 1, 0, 2,
                       elf.machine, 1, 0, 0, 64 + len(body), 0, 64, 56, 0, 64,
                       len(parts) + 1, len(parts)) + body + headers


def pack(data, packer):
    """As the kernel packs: its size follows, where the format has none."""
    if packer == "none":
        return data
    options = ["--check=crc32"] if packer == "xz" else []
    packed = subprocess.run([packer, *options, "-c"], input=data, check=True,
                            stdout=subprocess.PIPE).stdout
    return packed if packer == "gzip" else \
        packed + struct.pack("<I", len(data))


def bzimage(payload):
    out = bytearray(512 * 5 + 0x100)
    out[0x1F1] = 4
    out[0x202:0x208] = b"HdrS\x0f\x02"
    out[0x248:0x250] = struct.pack("<II", 0x100, len(payload))
    return bytes(out) + payload + bytes(1000)


def zboot(payload, packer):
    size = len(payload) - (0 if packer in ("gzip", "none") else 4)
    return struct.pack("<4s4sII8x8s", b"MZ", b"zimg", 0x200, size,
                       packer.encode()).ljust(0x200, b"\0") + payload


def main():
    kind, encoding, packer = sys.argv[1].split(":")
    elf = Elf(sys.argv[2])
    if kind == "bzimage":
        out = bzimage(pack(vmlinux(elf, encoding), packer))
    elif kind == "vmlinux":
        out = vmlinux(elf, encoding)
    elif kind == "tables":
        out = kallsyms(elf.functions(), encoding, 0xFFFFFFFF81000000,
                       0xFFFFFFFF82000000)
    elif kind == "zboot":
        out = zboot(pack(bare(elf, encoding), packer), packer)
    else:
        out = bare(elf, encoding)
        out = pack(out, packer)
    with open(sys.argv[3], "wb") as file:
        file.write(out)


main()
