# What comes next after `paddock` in fish: Paddock itself is asked.
function __paddock_next
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    for line in (paddock completion next -- $before[2..-1] "$current" 2>/dev/null)
        if test "$line" = ':files'
            complete -C "'' $current" # as fish completes the word of any other program, quotes and all
        else
            printf '%s\n' $line
        end
    end
end
complete -c paddock -f -a '(__paddock_next)'
