# The events of connections from $b to $e, one word each: what, and by whom.
def by: if .by == "process" then .comm else .by // "nobody" end;
def list: "[\(. // [] | map(tostring) | join(","))]";
map(select(.time >= $b and .time <= $e) |
	if .type == "assoc" then
		"assoc\(.links | list)of\(.offered | list):\(by)"
	elif .type == "refused" then
		"refused:\(.phase)\(if .link then ".\(.link)" else "" end)"
		+ ":\(.status // "none")"
	elif .type == "active" and (.cause | IN("assoc", "teardown") | not) then
		"active\(.links | list):\(.cause):\(by)"
	elif .type == "dormant" then "dormant\(.links | list):\(by)"
	elif .type == "ttlm" then "ttlm\(.links | list):\(.phase):\(by)"
	elif .type == "csa" then
		"csa.\(.link // "?"):\(.phase)\(if .quiet then ":quiet"
			else "" end)\(if .freq then ":\(.freq)" else "" end)"
	elif .type == "added" then "added\(.links | list):\(by)"
	elif .type == "disconnect" then
		"disconnect:\(.cause // .phase):\(by):\(.reason_code)"
	elif .type == "radio" then "radio:\(.phase):\(by)"
	else empty end) | join(" ")
