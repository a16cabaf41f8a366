# SPDX-License-Identifier: GPL-2.0-only
# One line for each struct, field and value of an enum in a BTF, as bpftool dumps
# it: what mlotrace reads a type by. A typedef is what it stands for.
(.types | map({ (.id | tostring): . }) | add) as $types |
def kind($id):
	$types[$id | tostring] as $type |
	if $id == 0 then "void"
	elif $type.kind == "PTR" then "pointer"
	elif $type.kind == "ARRAY" then
		"\(kind($type.type_id))[\($type.nr_elems)]"
	elif $type.kind == "INT" then "\($type.size) bytes, \($type.encoding)"
	elif $type.size then "\($type.kind) \($type.name), \($type.size) bytes"
	else kind($type.type_id) end;

.types[] | "\(.kind) \(.name)" as $name |
if .kind == "STRUCT" or .kind == "UNION" then
	"\($name): \(.size) bytes",
	(.members[] | "\($name).\(.name), bit \(.bits_offset): \(kind(.type_id))")
elif .kind == "ENUM" then
	.values[] | "\($name): \(.name) = \(.val)"
else empty end
