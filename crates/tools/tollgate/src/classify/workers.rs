//! Several documents at a time, told in the order in which they were named.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use anyhow::Result;

/// Does `work` on each item, on as many threads as there are processors, and tells the results in order.
pub(super) fn in_order<Item: Sync, Done: Send>(
    items: &[Item],
    work: impl Fn(&Item) -> Done + Sync,
    mut tell: impl FnMut(&Item, Done) -> Result<()>,
) -> Result<()> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::sync_channel(threads);
    thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                while let Some((index, item)) = take(items, next) {
                    // Nobody listens any more once telling has failed.
                    if sender.send((index, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut told = 0;
        for (index, done) in receiver {
            early.insert(index, done);
            while let Some(done) = early.remove(&told) {
                tell(&items[told], done)?;
                told += 1;
            }
        }
        Ok(())
    })
}

fn take<'i, Item>(items: &'i [Item], next: &AtomicUsize) -> Option<(usize, &'i Item)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    items.get(index).map(|item| (index, item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_told_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..200).collect();
        let mut told = Vec::new();
        let work = |item: &u64| (0..(200 - item) * 50).fold(*item, |sum, _| std::hint::black_box(sum));
        in_order(&items, work, |item, done| {
            assert_eq!(*item, done);
            told.push(done);
            Ok(())
        })
        .unwrap();
        assert_eq!(told, items);
    }

    #[test]
    fn whoever_has_had_enough_ends_the_work() {
        let items: Vec<u64> = (0..200).collect();
        let result = in_order(&items, |item| *item, |_, _| anyhow::bail!("enough"));
        assert!(result.is_err());
    }
}
