#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""compare.py DECODE OBJDUMP FILE: whether our decoder and a disassembler
agree on every function of a module: where instructions begin and which of them
are calls, jumps, branches and ends. Prints what differs."""
import re
import subprocess
import sys

# What mnemonics are, by machine, first match first; operands included.
ARM = [
    (r"it[te]* ", "plain"),
    (r"bx\w* lr", "end"), (r"blx\w* r", "icall"), (r"bx\w* r", "ijump"),
    (r"b(ic|ics|fc|fi|kpt)\w* ", "plain"),
    (r"(bl|blx)(eq|ne|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)?(\.w)? ", "call"),
    (r"cbn?z ", "branch"),
    (r"b(eq|ne|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)(\.[nw])? ", "branch"),
    (r"b(\.[nw])? ", "jump"),
    (r"(pop|ldm)\w*(\.w)? .*pc", "end"), (r"ldr\w*(\.w)? pc, \[sp", "end"),
    (r"mov\w* pc, lr", "end"),
    (r"(ldr|mov|add|sub)\w*(\.w)? pc", "ijump"), (r"tb[bh] ", "ijump"),
    (r"udf", "end"),
]
MIPS = [
    (r"jrc? \$ra", "end"), (r"jr(c|\.hb)? |jic .*, 0$|jic", "ijump"),
    (r"jalr|jialc", "icall"), (r"(jal|bal|balc|bgezal|bltzal|b\w+alc) ", "call"),
    (r"(j|b|bc) ", "jump"), (r"(break|bitrev|bitswap|balign)", "plain"),
    (r"b\w+ ", "branch"),
]
X86 = [
    (r"(lock |rep |repne |notrack |cs |ds |bnd |data16 )*call\w* +\*", "icall"),
    (r"(notrack |bnd )*jmp\w* +\*", "ijump"), (r"(cs |bnd )*call", "call"),
    (r"(bnd )*jmp", "jump"), (r"(bnd |cs |ds )*(j|loop)\w+", "branch"),
    (r"(rep[a-z]* |bnd )*ret|int3|iret|lret", "end"),
]
RULES = {
    "x86-64": X86, "i386": X86,
    "arm": ARM,
    "arm64": [
        (r"bl ", "call"), (r"blra?\w* ", "icall"), (r"b ", "jump"),
        (r"bra?\w* ", "ijump"), (r"(ret|eret|drps)", "end"),
        (r"(b\.|cbn?z |tbn?z )", "branch"),
    ],
    "riscv64": [
        (r"ret$", "end"), (r"jr ", "ijump"), (r"jalr ", "icall"),
        (r"jal ", "call"), (r"j ", "jump"), (r"b[a-z]+ ", "branch"),
    ],
    "powerpc64le": [
        (r"blr$|attn", "end"), (r"b\w*lrl", "icall"), (r"b\w*lr\b", "plain"),
        (r"b\w*ctrl", "icall"), (r"b\w*ctr\b", "ijump"), (r"bl ", "call"),
        (r"b ", "jump"), (r"(brd|brh|brw|bpermd|brinc)", "plain"),
        (r"bcl ", "call"), (r"b\w+[-+]? ", "branch"),
    ],
    "loongarch64": [
        (r"ret$", "end"), (r"jr ", "ijump"), (r"jirl ", "icall"),
        (r"bl ", "call"), (r"b ", "jump"),
        (r"b(eq|ne|lt|ge|gt|le|eqz|nez|ltz|gez|gtz|lez|ltu|geu|gtu|leu"
         r"|ceqz|cnez) ", "branch"),
    ],
    "s390x": [
        (r"b\w*r 0", "plain"),
        (r"br %r14", "end"), (r"b\w*r %r14", "plain"), (r"br ", "ijump"),
        (r"bcr 0|nopr|bcr 15, ?%r0|bcr (14|15), ?(%r)?0|jg?nop|brcl? 0"
         r"|bc 0|nop", "plain"),
        (r"basr|bas |bal ", "icall"), (r"brasl|bras ", "call"),
        (r"(j|jg) ", "jump"),
        (r"(j|jg|br)\w+ |c\w*j\w* ", "branch"),
        (r"(b[a-z]+r|bcr|bc|b|bi\w*) ", "ijump"),
    ],
}
RULES.update({name: MIPS for name in ("mips", "mipsel", "mips64", "mips64el")})


def disassembly(objdump, path):
    """{(section, offset): text}"""
    text = subprocess.run(
        [objdump, "-dz", "--no-show-raw-insn", path], check=True,
        capture_output=True, text=True, errors="replace").stdout
    section, found = "", {}
    for line in text.splitlines():
        match = re.match(r"Disassembly of section (.*):", line)
        if match:
            section = match[1]
        match = re.match(r" *([0-9a-f]+):\s+(\S.*)", line)
        if match:
            found[section, int(match[1], 16)] = \
                " ".join(re.split(r"(?<=.)[<@]", match[2])[0].split()) + " "
    return found


def kind_of(rules, text):
    for pattern, kind in rules:
        if re.match(pattern, text) or re.match(pattern, text.strip()):
            return kind
    return "plain"


def expected(machine, texts):
    """The kind of what our decoder takes for one."""
    kinds = [kind_of(RULES[machine], text) for text in texts]
    special = [kind for kind in kinds if kind != "plain"] or ["plain"]
    kind = special[0]
    if len(texts) > 1 and machine in ("riscv64", "loongarch64"):
        kind = {"icall": "call", "ijump": "jump"}.get(kind, kind)
    if machine == "mips" or machine.startswith("mips"):
        # b is beq of a register with itself
        match = re.match(r"beql? (\$\w+), \1,", texts[0])
        kind = "jump" if match else kind
    if machine == "arm" and is_conditional(texts):
        kind = {"jump": "branch", "end": "plain"}.get(kind, kind)
    return kind


def is_conditional(texts):
    word = texts[-1].split()[0].split(".")[0]
    return texts[0].startswith("it") or bool(re.search(
        r"(eq|ne|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)$", word)) and \
        not re.match(r"(bl|bls|ble|blt|cbz|cbnz|teq|mls|muls|udf)$", word)


def main():
    decode, objdump, path = sys.argv[1:]
    ours = subprocess.run([decode, path], check=True, capture_output=True,
                          text=True).stdout.splitlines()
    machine = ours.pop(0).split()[1]
    theirs = disassembly(objdump, path)
    if not theirs:
        print("the disassembler knows nothing of", machine)
        return 77
    differ = count = 0
    for line in ours:
        section, offset, size, kind = line.split()
        offset, size = int(offset, 16), int(size)
        texts = [theirs[section, at] for at in range(offset, offset + max(size, 1))
                 if (section, at) in theirs]
        count += 1
        if any(re.match(r"\.|<unknown>|udf #0x0 ", text) for text in texts):
            continue
        if (section, offset) not in theirs:
            said = "in the middle of " + str(texts)
        else:
            want = expected(machine, texts)
            said = "" if kind.replace("maybe-", "") == want else want
        end = offset + size
        if not said and kind != "error" and (section, end) not in theirs and \
           any((section, end + i) in theirs for i in (1, 2, 3)):
            said = "too long or too short"
        if said:
            differ += 1
            if differ < 20:
                print(section, "%x" % offset, size, kind, "|", said, "|",
                      "; ".join(texts))
    print(machine, count, "instructions,", differ, "differ")
    return differ > 0 or count < 1000


if __name__ == "__main__":
    sys.exit(main())
