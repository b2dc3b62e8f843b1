# Completion of gpuconcord in bash. Put this line into ~/.bashrc:  source <(gpuconcord completion bash)
_gpuconcord() {
    mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" complete --line "${COMP_LINE:0:COMP_POINT}" --breaks "$COMP_WORDBREAKS" 2> /dev/null)
    # More is to come behind a word that ends so.
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=,] ]] && compopt -o nospace
    return 0
}
complete -o default -o bashdefault -F _gpuconcord gpuconcord
