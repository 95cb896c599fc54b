//! Short forms and sister forms of given names: Ted and Theodore, Ivan and John.

/// The groups a given name belongs to; two names of one group may be the same person's.
pub(crate) fn groups(name: &str) -> impl Iterator<Item = u8> + '_ {
    let first = FORMS.partition_point(|(form, _)| *form < name);
    FORMS[first..].iter().take_while(move |(form, _)| *form == name).map(|(_, group)| *group)
}

/// Whether two given names have a group in common.
pub(crate) fn are_related(a: &str, b: &str) -> bool {
    groups(a).any(|group| groups(b).any(|other| other == group))
}

/// Name and group, sorted by name.
#[rustfmt::skip]
static FORMS: &[(&str, u8)] = &[
    ("abdallah", 46), ("abdullah", 46), ("alejandro", 0), ("aleksandr", 0), ("alessandro", 0),
    ("alex", 0), ("alexander", 0), ("alexandr", 0), ("alexandre", 0), ("andre", 16), ("andrei", 16),
    ("andres", 16), ("andrew", 16), ("andrey", 16), ("andy", 16), ("anthony", 15), ("anton", 15),
    ("antonio", 15), ("ben", 34), ("benjamin", 34), ("benny", 34), ("beth", 1), ("betty", 1),
    ("bill", 2), ("billy", 2), ("bob", 3), ("bobby", 3), ("carl", 12), ("carlos", 12),
    ("catherine", 23), ("cathy", 23), ("charles", 12), ("charlie", 12), ("chris", 20),
    ("christopher", 20), ("chuck", 12), ("cristobal", 20), ("dan", 13), ("daniel", 13), ("danny", 13),
    ("daoud", 14), ("dave", 14), ("david", 14), ("dawud", 14), ("dick", 4), ("dima", 25),
    ("dmitri", 25), ("dmitriy", 25), ("dmitry", 25), ("don", 37), ("donald", 37), ("donny", 37),
    ("eddie", 5), ("eduard", 5), ("eduardo", 5), ("edward", 5), ("ekaterina", 23), ("elisabeth", 1),
    ("elizabeth", 1), ("enrique", 44), ("esteban", 33), ("eugene", 29), ("evgeni", 29), ("evgeny", 29),
    ("federico", 43), ("fedor", 6), ("felipe", 41), ("francesco", 27), ("francis", 27),
    ("francisco", 27), ("frank", 27), ("fred", 43), ("freddy", 43), ("frederick", 43),
    ("friedrich", 43), ("fyodor", 6), ("gene", 29), ("georg", 22), ("george", 22), ("georgi", 22),
    ("georgy", 22), ("giovanni", 8), ("giuseppe", 11), ("greg", 32), ("gregory", 32), ("grigori", 32),
    ("grigory", 32), ("guillermo", 2), ("hank", 44), ("harry", 44), ("heinrich", 44), ("henri", 44),
    ("henry", 44), ("iosif", 11), ("iskander", 0), ("ivan", 8), ("jack", 8), ("jaime", 7), ("james", 7),
    ("jan", 8), ("jean", 8), ("jim", 7), ("jimmy", 7), ("joe", 11), ("johann", 8), ("john", 8),
    ("johnny", 8), ("jon", 8), ("jorg", 22), ("jorge", 22), ("jose", 11), ("jose", 28), ("josef", 11),
    ("joseph", 11), ("juan", 8), ("karl", 12), ("kate", 23), ("katherine", 23), ("katya", 23),
    ("ken", 35), ("kenneth", 35), ("kenny", 35), ("larry", 39), ("lawrence", 39), ("lewis", 47),
    ("liam", 2), ("lisa", 1), ("liz", 1), ("lou", 47), ("louis", 47), ("ludwig", 47), ("luigi", 47),
    ("luis", 47), ("maggie", 24), ("margaret", 24), ("mateo", 19), ("matt", 19), ("matthew", 19),
    ("matvei", 19), ("md", 45), ("mehmet", 45), ("michael", 9), ("michel", 9), ("michele", 9),
    ("mick", 9), ("miguel", 9), ("mike", 9), ("mikhail", 9), ("mohammad", 45), ("mohd", 45), ("ned", 5),
    ("nicholas", 17), ("nick", 17), ("nicola", 17), ("nicolas", 17), ("nikolai", 17), ("nikolay", 17),
    ("pablo", 31), ("paco", 27), ("paddy", 38), ("pancho", 27), ("paolo", 31), ("pat", 38),
    ("patrick", 38), ("paul", 31), ("pavel", 31), ("pavlo", 31), ("pedro", 21), ("peggy", 24),
    ("pepe", 28), ("pete", 21), ("peter", 21), ("petr", 21), ("phil", 41), ("philip", 41),
    ("pierre", 21), ("piotr", 21), ("pyotr", 21), ("ramon", 42), ("ray", 42), ("raymond", 42),
    ("ricardo", 4), ("richard", 4), ("rick", 4), ("ricky", 4), ("rob", 3), ("robert", 3),
    ("roberto", 3), ("ron", 36), ("ronald", 36), ("ronnie", 36), ("sam", 18), ("sami", 18),
    ("samuel", 18), ("sasha", 0), ("serge", 30), ("sergei", 30), ("sergey", 30), ("sergio", 30),
    ("serhiy", 30), ("stefan", 33), ("stephen", 33), ("steve", 33), ("steven", 33), ("ted", 5),
    ("ted", 6), ("teddy", 6), ("teodoro", 6), ("theodore", 6), ("thomas", 10), ("tim", 40),
    ("timothy", 40), ("tom", 10), ("tommy", 10), ("tony", 15), ("vladimir", 26), ("volodya", 26),
    ("volodymyr", 26), ("vova", 26), ("wilhelm", 2), ("will", 2), ("william", 2), ("willy", 2),
    ("yahya", 8), ("yevgeni", 29), ("yevgeny", 29), ("yuri", 22), ("yusuf", 11),
];

#[cfg(test)]
mod tests {
    use super::{FORMS, are_related};

    #[test]
    fn forms_are_sorted_and_related_both_ways() {
        assert!(FORMS.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(are_related("ted", "theodore") && are_related("theodore", "ted"));
        assert!(!are_related("ted", "john") && !are_related("zzz", "zzz"));
    }
}
