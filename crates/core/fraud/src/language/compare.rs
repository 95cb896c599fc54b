//! Comparisons: which values can be compared, and asking whether one is missing.

use super::check::{Checker, Typed};
use super::expression::{Checked, Condition};
use super::schema::Type;
use super::syntax::{Expression, Operator};

impl Checker<'_> {
    pub(super) fn comparison(
        &mut self,
        operator: Operator,
        left: &Expression,
        right: &Expression,
    ) -> Option<Condition> {
        let (left_typed, right_typed) = (self.typed(left), self.typed(right));
        match (left_typed?, right_typed?) {
            (Typed::Null, Typed::Null) => self.refuse(&left.span, "`null` compared with itself says nothing"),
            (Typed::Null, value) => self.missing(operator, value, right),
            (value, Typed::Null) => self.missing(operator, value, left),
            (Typed::Named(_), Typed::Named(_)) => {
                let message = format!("nothing says whether `{left}` and `{right}` are numbers or texts");
                let help = "declare one of them in the policy's [variables]".to_owned();
                self.refuse_with(&left.span, message, Some(help))
            }
            (Typed::Named(named), Typed::Known(known)) => {
                let value_type = known.value_type();
                self.compared(operator, (left, named.typed(value_type)), (right, known))
            }
            (Typed::Known(known), Typed::Named(named)) => {
                let value_type = known.value_type();
                self.compared(operator, (left, known), (right, named.typed(value_type)))
            }
            (Typed::Known(known), Typed::Known(other)) => {
                self.compared(operator, (left, known), (right, other))
            }
        }
    }

    fn missing(&mut self, operator: Operator, value: Typed, expression: &Expression) -> Option<Condition> {
        let missing = match value {
            Typed::Named(named) => Condition::MissingNamed(named),
            Typed::Known(checked) => Condition::Missing(Box::new(checked)),
            Typed::Null => return None,
        };
        match operator {
            Operator::Equal => Some(missing),
            Operator::NotEqual => Some(Condition::Not(Box::new(missing))),
            _ => self.refuse(&expression.span, "a missing value is neither more nor less; use == or !="),
        }
    }

    fn compared(
        &mut self,
        operator: Operator,
        (left, left_checked): (&Expression, Checked),
        (right, right_checked): (&Expression, Checked),
    ) -> Option<Condition> {
        let (left_type, right_type) = (left_checked.value_type(), right_checked.value_type());
        match (left_checked, right_checked) {
            (
                Checked::Number(left) | Checked::Amount(left),
                Checked::Number(right) | Checked::Amount(right),
            ) => Some(Condition::Compare(operator, left, right)),
            (Checked::Text(left), Checked::Text(right)) => {
                Some(Condition::CompareTexts(operator, left, right))
            }
            (Checked::Condition(one), Checked::Condition(other)) => match operator {
                Operator::Equal => Some(Condition::Same(Box::new(one), Box::new(other))),
                Operator::NotEqual => {
                    Some(Condition::Not(Box::new(Condition::Same(Box::new(one), Box::new(other)))))
                }
                _ => self.refuse(&left.span, "conditions are neither more nor less; use == or !="),
            },
            _ => {
                let span = left.span.start..right.span.end;
                let message = format!(
                    "`{left}` is {} and `{right}` is {}: they can't be compared",
                    left_type.describe(),
                    right_type.describe()
                );
                let texts = left_type == Type::Text || right_type == Type::Text;
                let numbers = left_type.is_numeric() || right_type.is_numeric();
                let help = (texts && numbers).then(|| "texts stand in quotes, numbers do not".to_owned());
                self.refuse_with(&span, message, help)
            }
        }
    }
}
