#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""tests/check/klp.py FILE: make undefined symbols that are called
.klp.sym.OBJECT.NAME,POSITION those of a live patch, by their section index."""
import struct
import sys

SHT_SYMTAB, SHN_LIVEPATCH = 2, 0xFF20

with open(sys.argv[1], "rb") as file:
    data = bytearray(file.read())
table, = struct.unpack_from("<Q", data, 0x28)
size, count = struct.unpack_from("<HH", data, 0x3A)
sections = [struct.unpack_from("<IIQQQQIIQQ", data, table + i * size)
            for i in range(count)]
for section in sections:
    if section[1] != SHT_SYMTAB:
        continue
    strings = sections[section[6]][4]
    for at in range(section[4], section[4] + section[5], 24):
        name, _, _, index = struct.unpack_from("<IBBH", data, at)
        if not index and data.startswith(b".klp.sym.", strings + name):
            struct.pack_into("<H", data, at + 6, SHN_LIVEPATCH)
with open(sys.argv[1], "wb") as file:
    file.write(data)
