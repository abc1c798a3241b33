//! Places that border each other, a pair a row.

use super::{Column, Faults, Input, Wanted};
use crate::exit::Ending;

/// The pairs of a file as positions among the `names`, each of which must be one of them.
pub(crate) fn read_neighbours(
    input: &Input,
    names: &[&str],
) -> Result<Vec<(usize, usize)>, Ending> {
    let from = input.require(&Wanted::BORDER_FROM, None)?;
    let to = input.require(&Wanted::BORDER_TO, None)?;
    let mut faults = Faults::of(input);
    let mut pairs = Vec::new();
    for row in &input.sheet.rows {
        let mut known = |column: &Column| {
            let name = row.cells.get(column.at).map_or("", String::as_str);
            let at = names.iter().position(|known| *known == name);
            if at.is_none() {
                faults.add(
                    row,
                    column,
                    "place_unknown",
                    "no series of the counts has this name; write it as there, or leave the row out"
                        .to_owned(),
                    "例数文件中没有这个名称的序列；请与之写法一致，或删去此行".to_owned(),
                );
            }
            at
        };
        let (Some(one), Some(other)) = (known(&from), known(&to)) else {
            continue;
        };
        if one == other {
            faults.add(
                row,
                &to,
                "place_borders_itself",
                "a place is no neighbour of itself".to_owned(),
                "地区不能与自身邻接".to_owned(),
            );
            continue;
        }
        pairs.push((one, other));
    }
    faults.settle()?;
    if pairs.is_empty() {
        return Err(input.refuse(
            input
                .lang
                .pick("there is no pair of neighbours in it", "文件中没有邻接关系"),
        ));
    }
    Ok(pairs)
}
