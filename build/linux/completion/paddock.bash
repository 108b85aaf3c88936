# What comes next after `paddock` in bash: Paddock itself is asked.
_paddock() {
  local current="${COMP_WORDS[COMP_CWORD]}" line
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = ':files' ]; then
      compopt -o default 2>/dev/null
    else
      case "$current" in
        [\"\']*) COMPREPLY+=("$line") ;;
        *) COMPREPLY+=("$(printf '%q' "$line")") ;;
      esac
    fi
  done < <(paddock completion next -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _paddock paddock
