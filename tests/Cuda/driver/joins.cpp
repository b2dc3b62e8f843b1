#include "joins.hpp"

#include <algorithm>
#include <set>

namespace {

/// A stretch of code that is entered at its first instruction only.
struct Stretch {
    int first, last;
    std::vector<int> next;                      // where it may go on; the number of stretches stands for the end
};

constexpr int None = -1;

std::vector<Stretch> split(const std::vector<Instruction>& code, std::vector<int>& home) {
    std::set<int> starts{0};
    for (size_t at = 0; at < code.size(); at++) {
        if (code[at].target != Instruction::None) starts.insert(code[at].target);
        if (code[at].operation->kind == Kind::Branch && at + 1 < code.size()) starts.insert(int(at + 1));
    }
    std::vector<Stretch> stretches;
    for (auto start = starts.begin(); start != starts.end(); start++) {
        const int end = std::next(start) == starts.end() ? int(code.size()) : *std::next(start);
        std::fill(home.begin() + *start, home.begin() + end, int(stretches.size()));
        stretches.push_back({*start, end - 1, {}});
    }
    const int exit = int(stretches.size());
    for (Stretch& own : stretches) {
        const Instruction& last = code[own.last];
        const bool branch = last.operation->kind == Kind::Branch, goesOn = !branch || last.predicate != Instruction::None;
        // Threads that end under a predicate are waited for by nobody: the others meet further on.
        if (branch && !(goesOn && last.target == Instruction::None)) own.next.push_back(last.target == Instruction::None ? exit : home[last.target]);
        if (goesOn && own.last + 1 < int(code.size())) own.next.push_back(home[own.last + 1]);
    }
    return stretches;
}

/// The stretches in the order in which a walk back from the end leaves them for good, the end last.
std::vector<int> orderFromEnd(const std::vector<Stretch>& stretches) {
    const int exit = int(stretches.size());
    std::vector<std::vector<int>> before(stretches.size() + 1);
    for (int own = 0; own < exit; own++)
        for (int next : stretches[own].next) before[next].push_back(own);
    std::vector<int> order, step(stretches.size() + 1, 0), path{exit};
    std::vector<bool> seen(stretches.size() + 1);
    seen[exit] = true;
    while (!path.empty()) {
        const int own = path.back();
        if (step[own] < int(before[own].size())) {
            const int next = before[own][step[own]++];
            if (!seen[next]) {
                seen[next] = true;
                path.push_back(next);
            }
        } else {
            order.push_back(own);
            path.pop_back();
        }
    }
    return order;
}

}  // namespace

/// K. D. Cooper, T. J. Harvey and K. Kennedy, "A simple, fast dominance algorithm" (2001), on the reversed graph.
void findJoins(std::vector<Instruction>& code) {
    std::vector<int> home(code.size());
    const std::vector<Stretch> stretches = split(code, home);
    const int exit = int(stretches.size());
    const std::vector<int> order = orderFromEnd(stretches);
    std::vector<int> rank(stretches.size() + 1, None), join(stretches.size() + 1, None);
    for (size_t k = 0; k < order.size(); k++) rank[order[k]] = int(k);
    join[exit] = exit;
    const auto common = [&](int a, int b) {
        while (a != b) {
            while (rank[a] < rank[b]) a = join[a];
            while (rank[b] < rank[a]) b = join[b];
        }
        return a;
    };
    for (bool changed = true; changed;) {
        changed = false;
        for (auto own = order.rbegin() + 1; own != order.rend(); own++) {
            int found = None;
            for (int next : stretches[*own].next)
                if (join[next] != None) found = found == None ? next : common(found, next);
            if (found != join[*own]) {
                join[*own] = found;
                changed = true;
            }
        }
    }
    for (const Stretch& own : stretches) {
        const int at = join[home[own.first]];
        code[own.last].join = at == None || at == exit ? int(code.size()) : stretches[at].first;
    }
}
