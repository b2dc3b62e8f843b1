#compdef gpuconcord
# Completion of gpuconcord in zsh. Put this line into ~/.zshrc, after compinit:  source <(gpuconcord completion zsh)
_gpuconcord() {
    local -a found described
    local line
    found=("${(@f)$("${words[1]}" complete -- "${(@Q)words[2,CURRENT]}" 2> /dev/null)}")
    for line in $found; do
        if [[ $line == *$'\t'* ]]; then
            described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        elif [[ -n $line ]]; then
            described+=("${line//:/\\:}")
        fi
    done
    if (( ${#described} )); then
        _describe gpuconcord described
    else
        _files
    fi
}
compdef _gpuconcord gpuconcord
