#include "statistics.hpp"

#include <fstream>
#include <map>
#include <memory>
#include <mutex>

#include "card.hpp"

namespace {

/// Writes the table at the end of the process.
struct Table {
    std::mutex gate;
    std::map<std::string, Counts> rows;

    ~Table() {
        std::ofstream file(Card::get().statistics);
        file << "kernel,launches,threads,groups,warp_instructions,lane_instructions,fp64,fp64_divide,fp64_root,fp64_compare,integer,convert,move,branch,barrier,"
                "loads,load_sectors,load_bytes,stores,store_sectors,store_bytes,shared,branches,divergent_branches,broken_uniform\n";
        for (const auto& [name, own] : rows) {
            file << '"' << name << '"';
            for (uint64_t count : {own.launches, own.threads, own.groups, own.warpInstructions, own.laneInstructions}) file << ',' << count;
            for (Kind kind = Kind::Fp64; kind <= Kind::Barrier; kind = Kind(int(kind) + 1)) file << ',' << own.byKind[int(kind)];
            for (uint64_t count : {own.byKind[int(Kind::Load)], own.loadSectors, own.loadBytes, own.byKind[int(Kind::Store)], own.storeSectors, own.storeBytes,
                                   own.byKind[int(Kind::Shared)], own.branches, own.divergent, own.brokenUniform})
                file << ',' << count;
            file << '\n';
        }
    }
};

Table* table() {
    static const std::unique_ptr<Table> own = Card::get().statistics.empty() ? nullptr : std::make_unique<Table>();
    return own.get();
}

}  // namespace

void Counts::add(const Counts& other) {
    launches += other.launches;
    threads += other.threads;
    groups += other.groups;
    warpInstructions += other.warpInstructions;
    laneInstructions += other.laneInstructions;
    for (int kind = 0; kind < Kinds; kind++) byKind[kind] += other.byKind[kind];
    loadSectors += other.loadSectors;
    loadBytes += other.loadBytes;
    storeSectors += other.storeSectors;
    storeBytes += other.storeBytes;
    branches += other.branches;
    divergent += other.divergent;
    brokenUniform += other.brokenUniform;
}

void keep(const std::string& name, const Counts& counts) {
    if (Table* own = table()) {
        std::lock_guard lock(own->gate);
        own->rows[name].add(counts);
    }
}
