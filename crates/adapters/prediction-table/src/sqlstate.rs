//! What an error of PostgreSQL says about who is at fault ("PostgreSQL Error Codes"). `docs/EVENTS.md` has the same as a table.

/// Who is at fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// What stands in a row. It will never be taken.
    Row,
    /// The database as it is at the moment. The same may succeed later.
    Passing,
    /// The statement was ended before it was done: by somebody, by a timeout, or as somebody holds a lock. Fewer rows may do.
    Cancelled,
    /// A row, its day, or all of the table. Only a write of nothing tells them apart.
    Unclear,
}

/// Who is at fault by a SQLSTATE.
pub(crate) fn fault_of(code: &str) -> Fault {
    match code {
        "55P03" | "57014" => Fault::Cancelled,
        // A state that an object is in, for example a day without a replica identity, and damaged pages: these are of one partition as a rule.
        "55000" | "XX001" | "XX002" => Fault::Unclear,
        _ => match code.get(..2) {
            Some("22" | "23") => Fault::Row,
            // Connections; transactions, which are read-only on a standby; conflicts of transactions; disk, memory and connections that are used
            // up; objects in use; an operator who shuts the server down; files and the server itself.
            Some("08" | "25" | "40" | "53" | "55" | "57" | "58" | "XX") => Fault::Passing,
            _ => Fault::Unclear,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_somebody_at_fault() {
        let check = |fault: Fault, codes: &[&str]| {
            for code in codes {
                assert_eq!(fault_of(code), fault, "{code}");
            }
        };
        check(Fault::Row, &["22003", "22021", "22P02", "23502", "23503", "23505", "23514", "23P01"]);
        check(
            Fault::Passing,
            &[
                "08006", "08P01", "25006", "40001", "40P01", "53100", "53200", "53300", "55006", "57P01",
                "57P03", "58030", "XX000",
            ],
        );
        check(Fault::Cancelled, &["55P03", "57014"]);
        check(
            Fault::Unclear,
            &[
                "0A000", "26000", "2BP01", "3F000", "42501", "42703", "42883", "42P01", "54000", "55000",
                "P0001", "XX001", "XX002", "HV000", "", "é",
            ],
        );
    }
}
