#include "fusion.hpp"

#include <algorithm>
#include <map>

#include "operations.hpp"

namespace {

bool is(const Instruction& instruction, std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return instruction.operation == find(name); });
}

}  // namespace

int fuse(std::vector<Instruction>& code) {
    std::vector<bool> entered(code.size() + 1);
    for (const Instruction& own : code)
        if (own.target != Instruction::None) entered[own.target] = true;
    std::map<int, Instruction> products;        // by the register that holds one now
    int count = 0;
    for (size_t at = 0; at < code.size(); at++) {
        Instruction& own = code[at];
        if (entered[at]) products.clear();
        const bool sum = is(own, {"add.f64"}), difference = is(own, {"sub.f64"});
        if (sum || difference) {
            const auto [left, right, none] = own.from;
            if (const auto product = products.find(left); product != products.end()) {
                own.operation = sum ? &FusedAdd : &FusedSubtract;
                own.from = {product->second.from[0], product->second.from[1], right};
                count++;
            } else if (const auto other = products.find(right); other != products.end()) {
                own.operation = sum ? &FusedAdd : &FusedSubtractFrom;
                own.from = {other->second.from[0], other->second.from[1], left};
                count++;
            }
        }
        if (own.to != Instruction::None) {
            // What was computed from the old number in this register is no longer a product of what lies there.
            std::erase_if(products, [&](const auto& product) { return product.first == own.to || product.second.from[0] == own.to || product.second.from[1] == own.to; });
            if (is(own, {"mul.f64"}) && own.to != own.from[0] && own.to != own.from[1] && own.predicate == Instruction::None) products[own.to] = own;
        }
        if (own.operation->kind == Kind::Branch) products.clear();
    }
    return count;
}
