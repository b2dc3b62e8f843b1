#pragma once
#include <string>

#include "kernel.hpp"

/// The operation that an instruction's full name stands for, such as "add.f64"; null when this library does not know it, and then refuses the module.
const Operation* find(const std::string& name);

/// Products into sums, as an assembler fuses them: a · b + c, a · b − c and c − a · b, rounded once.
extern const Operation FusedAdd, FusedSubtract, FusedSubtractFrom;
