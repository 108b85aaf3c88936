#compdef paddock
# What comes next after `paddock` in zsh: Paddock itself is asked.
_paddock() {
  local line
  local -a found
  while IFS= read -r line; do
    if [[ "$line" == ':files' ]]; then _files; else found+=("$line"); fi
  done < <(paddock completion next -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( ${#found} )) && compadd -- "${found[@]}"
}
if [[ "${funcstack[1]}" == _paddock ]]; then _paddock "$@"; else compdef _paddock paddock; fi
