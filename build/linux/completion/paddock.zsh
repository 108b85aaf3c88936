#compdef paddock
# What comes next after `paddock` in zsh: Paddock itself is asked.
_paddock() {
  local line ret=1
  local -a found
  while IFS= read -r line; do
    if [[ "$line" == ':files' ]]; then _files && ret=0; else found+=("$line"); fi
  done < <(paddock completion next -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( ${#found} )) && compadd -- "${found[@]}" && ret=0
  return ret
}
if [[ "${funcstack[1]}" == _paddock ]]; then _paddock "$@"; else compdef _paddock paddock; fi
