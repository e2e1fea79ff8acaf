def empty: [][];
def true: 0 == 0;
def false: 0 != 0;
def null: [][0];
def not: if . then false else true end;
def error: raise;
def error($value): $value | raise;
def few($count; f): limit($count; f);
def limit($count; f):
  if $count <= 0 then not_modelled("limit of 0 or less") else few($count; f) end;
def select(f): if f then . else empty end;
def map(f): [.[] | f];
def map_values(f): .[] |= f;
def recurse(f): def deeper: turn | ., (f | deeper); deeper;
def recurse: ..;
def recurse(f; condition): def deeper: turn | ., (f | select(condition) | deeper); deeper;
def recurse_down: ..;
def range($upto): steps(0; $upto; 1);
def range($from; $upto): steps($from; $upto; 1);
def range($from; $upto; $by):
  if $by == 0 then not_modelled("range by 0") else steps($from; $upto; $by) end;
def while(condition; update):
  def turns: turn | if condition then ., (update | turns) else empty end; turns;
def until(condition; update): def turns: turn | if condition then . else update | turns end; turns;
def repeat(f): def turns: turn | f, turns; turns;
def tostring: "\(.)";
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type | . == "array" or . == "object");
def scalars: select(type | . != "array" and . != "object");
def isfinite: type == "number" and (isinfinite | not);
def finites: select(isinfinite or isnan | not);
def normals: select(isnormal);
def add: reduce .[] as $item (null; . + $item);
def first: .[0];
def last: .[-1];
def nth($at): .[$at];
def nth($at; f):
  if $at < 0 then error("Out of bounds negative array index") else last(limit($at + 1; f)) end;
def isempty(f): first((f | false), true);
def in(whole): . as $key | whole | has($key);
def inside(whole): . as $part | whole | contains($part);
def any(f; condition): first((f | condition | select(.) | true), false);
def all(f; condition): first((f | condition | select(. | not) | false), true);
def any(condition): any(.[]; condition);
def all(condition): all(.[]; condition);
def any: any(.);
def all: all(.);
def unique_by(f): [group_by(f)[] | .[0]];
def unique: unique_by(.);
def flatten: def items: .[] | if type == "array" then items else . end; [items];
def flatten($depth):
  def items($left): .[] | if type == "array" and $left > 0 then items($left - 1) else . end;
  if ($depth | type) != "number" then not_modelled("flatten to a depth that is no number")
  elif $depth < 0 then error("flatten depth must not be negative")
  else [items($depth)] end;
def join($with):
  reduce .[] as $item (null;
    (if . == null then "" else . + $with end)
    + ($item | if type == "boolean" or type == "number" then tojson else . // "" end)) // "";
def to_entries: [keys_unsorted[] as $key | {key: $key, value: .[$key]}];
def from_entries:
  map({(.key // .name // .Name // .Key | as_key): (if has("value") then .value else .Value end)})
  | add + {} // {};
def with_entries(f): to_entries | map(f) | from_entries;
def getpath($path):
  if ($path | type) == "array" then reduce $path[] as $key (.; .[$key])
  else error("Path must be specified as an array") end;
def paths: path(..) | select(length > 0);
def paths(condition): . as $whole | paths | select(. as $path | $whole | getpath($path) | condition);
def leaf_paths: paths(scalars);
def del(f): delpaths([path(f)]);
def index($part): indices($part) | .[0];
def rindex($part): indices($part) | .[-1:][0];
def transpose:
  if . == [] then [] else . as $rows | [range(map(length) | max) as $at | [range($rows | length) as $row | $rows[$row][$at]]] end;
def combinations:
  if length == 0 then [] else .[0][] as $head | (.[1:] | combinations) as $tail | [$head] + $tail end;
def combinations(count): . as $items | [range(count)] | map($items) | combinations;
def walk(f):
  turn
  | if type == "object" then . as $whole | reduce keys_unsorted[] as $key ({}; . + {($key): ($whole[$key] | walk(f))}) | f
    elif type == "array" then map(walk(f)) | f
    else f end;
def inputs: def more: turn | (input_or_nothing | ., more); more;
def tostream:
  def events($at):
    if (type == "array" or type == "object") and length > 0
    then keys_unsorted as $keys
      | ($keys[] as $key | .[$key] | events($at + [$key])), [$at + [$keys[-1]]]
    else [$at, .] end;
  events([]);
def fromstream(events):
  foreach events as $event ({whole: null, done: false};
    (if .done then {whole: null, done: false} else . end)
    | if ($event | length) == 2
      then (.whole |= setpath($event[0]; $event[1])) | .done = ($event[0] | length == 0)
      else .done = ($event[0] | length == 1) end;
    if .done then .whole else empty end);
def INDEX(stream; key): reduce stream as $row ({}; .[$row | key | tostring] |= $row);
def INDEX(key): INDEX(.[]; key);
def IN(stream): any(stream == .; .);
def IN(source; stream): any(source == stream; .);
def halt: exit(0);
def halt_error($code): complain($code);
def halt_error: halt_error(5);
def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
def todate: todateiso8601;
def fromdate: fromdateiso8601;
def match($pattern; $flags): matches($pattern; $flags)[];
def match($pattern):
  ($pattern | type) as $type
  | if $type == "string" then match($pattern; null)
    elif $type == "array" and ($pattern | length) > 1 then match($pattern[0]; $pattern[1])
    elif $type == "array" and ($pattern | length) > 0 then match($pattern[0]; null)
    else error($type + " not a string or array") end;
def test($pattern; $flags): matches($pattern; $flags) | length > 0;
def test($pattern): isempty(match($pattern)) | not;
def captured: [.captures[] | select(.name != null) | {key: .name, value: .string}] | from_entries;
def capture($pattern; $flags): match($pattern; $flags) | captured;
def capture($pattern): match($pattern) | captured;
def scan($pattern):
  match($pattern; "g")
  | if (.captures | length) > 0 then [.captures[].string] else .string end;
def pieces($pattern; $flags):
  . as $text
  | [match($pattern; "g" + $flags)]
  | reduce .[] as $match ({at: 0, out: []};
      .out += [$text[.at:$match.offset]] | .at = $match.offset + $match.length)
  | .out + [$text[.at:]];
def split($pattern; $flags): pieces($pattern; $flags);
def splits($pattern; $flags): pieces($pattern; $flags)[];
def splits($pattern): pieces($pattern; null)[];
def one(f):
  [f] | if length == 1 and (.[0] | type) == "string" then .[0]
        else not_modelled("a replacement that is not exactly one text") end;
def sub($pattern; f; $flags):
  . as $text
  | [match($pattern; $flags)]
  | reduce .[] as $match ({at: 0, out: ""};
      .out += $text[.at:$match.offset] + ($match | captured | one(f))
      | .at = $match.offset + $match.length)
  | .out + $text[.at:];
def sub($pattern; f): sub($pattern; f; null);
def gsub($pattern; f; $flags): sub($pattern; f; "g" + $flags);
def gsub($pattern; f): sub($pattern; f; "g");
