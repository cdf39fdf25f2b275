//! Parquet, for DuckDB, Spark and pandas: lists are lists, times are UTC timestamps of microseconds.

use super::ArticleWriter;
use super::columns::{COLUMNS, Column, Kind, Value};
use crate::model::ArticleRow;
use ::parquet::basic::{
    Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as PhysicalType, ZstdLevel,
};
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::{Type, TypePtr};
use std::io::{self, Write};
use std::sync::Arc;

/// Articles held until they are written as one row group, whichever comes first.
const MOST_ROWS: usize = 4096;
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// The file in the making; the articles of one row group are held in memory.
pub struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    rows: Vec<ArticleRow>,
    held_bytes: usize,
}

impl<W: Write + Send> Parquet<W> {
    /// # Errors
    /// Whatever `out` gives.
    pub fn new(out: W) -> io::Result<Parquet<W>> {
        let compression = Compression::ZSTD(ZstdLevel::try_new(3).map_err(io_error)?);
        let properties = WriterProperties::builder().set_compression(compression).build();
        let schema = schema().map_err(io_error)?;
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(io_error)?;
        Ok(Parquet { writer, rows: Vec::new(), held_bytes: 0 })
    }

    fn write_row_group(&mut self) -> Result<(), ParquetError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let leaves: Vec<Leaf> = COLUMNS.iter().flat_map(|column| leaves(column, &self.rows)).collect();
        let mut group = self.writer.next_row_group()?;
        for leaf in &leaves {
            let Some(mut column) = group.next_column()? else { break };
            match (column.untyped(), &leaf.values) {
                (ColumnWriter::ByteArrayColumnWriter(writer), Values::Texts(texts)) => {
                    writer.write_batch(texts, leaf.definitions(), leaf.repetitions())?
                }
                (ColumnWriter::Int64ColumnWriter(writer), Values::Numbers(numbers)) => {
                    writer.write_batch(numbers, leaf.definitions(), leaf.repetitions())?
                }
                _ => return Err(ParquetError::General("a column is of another type than the schema's".to_owned())),
            };
            column.close()?;
        }
        group.close()?;
        self.rows.clear();
        self.held_bytes = 0;
        Ok(())
    }
}

impl<W: Write + Send> ArticleWriter for Parquet<W> {
    fn write(&mut self, article: &ArticleRow) -> io::Result<()> {
        self.held_bytes += article.text.len() + article.markdown.len();
        self.rows.push(article.clone());
        if self.rows.len() >= MOST_ROWS || self.held_bytes >= MOST_BYTES {
            self.write_row_group().map_err(io_error)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.write_row_group().map_err(io_error)?;
        let mut out = self.writer.into_inner().map_err(io_error)?;
        out.flush()
    }
}

fn io_error(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// The values of a leaf column, with the levels that say which are missing and where lists begin.
struct Leaf {
    values: Values,
    definitions: Option<Vec<i16>>,
    repetitions: Option<Vec<i16>>,
}

enum Values {
    Texts(Vec<ByteArray>),
    Numbers(Vec<i64>),
}

impl Leaf {
    fn definitions(&self) -> Option<&[i16]> {
        self.definitions.as_deref()
    }

    fn repetitions(&self) -> Option<&[i16]> {
        self.repetitions.as_deref()
    }

    fn texts(is_optional: bool, values: impl Iterator<Item = Option<ByteArray>>) -> Leaf {
        let (definitions, values) = levels(is_optional, values);
        Leaf { values: Values::Texts(values), definitions, repetitions: None }
    }

    fn numbers(is_optional: bool, values: impl Iterator<Item = Option<i64>>) -> Leaf {
        let (definitions, values) = levels(is_optional, values);
        Leaf { values: Values::Numbers(values), definitions, repetitions: None }
    }
}

/// The values that are there, and for each row whether one is.
fn levels<T>(is_optional: bool, values: impl Iterator<Item = Option<T>>) -> (Option<Vec<i16>>, Vec<T>) {
    let mut definitions = Vec::new();
    let mut there = Vec::new();
    for value in values {
        definitions.push(i16::from(value.is_some()));
        there.extend(value);
    }
    (is_optional.then_some(definitions), there)
}

/// One column as the leaves that the schema has for it.
fn leaves(column: &Column, rows: &[ArticleRow]) -> Vec<Leaf> {
    let values = || rows.iter().map(column.value);
    let text = |value| match value {
        Value::Text(text) => text.map(|text| ByteArray::from(text.as_bytes().to_vec())),
        _ => None,
    };
    let number = |value| match value {
        Value::Integer(number) => number,
        Value::Time(time) => time.map(|time| time.timestamp_micros()),
        Value::PublisherTime(time) => time.map(|time| time.to_utc().timestamp_micros()),
        _ => None,
    };
    let offset = |value| match value {
        Value::PublisherTime(time) => time.map(|time| i64::from(time.offset().local_minus_utc() / 60)),
        _ => None,
    };
    match column.kind {
        Kind::Text => vec![Leaf::texts(false, values().map(text))],
        Kind::OptionalText => vec![Leaf::texts(true, values().map(text))],
        Kind::Integer | Kind::Time => vec![Leaf::numbers(false, values().map(number))],
        Kind::OptionalInteger | Kind::OptionalTime => vec![Leaf::numbers(true, values().map(number))],
        Kind::PublisherTime => {
            vec![Leaf::numbers(true, values().map(number)), Leaf::numbers(true, values().map(offset))]
        }
        Kind::List => vec![list(values())],
    }
}

/// A list's first value has repetition 0, those behind it 1; an empty list has definition 0 and no value.
fn list<'a>(rows: impl Iterator<Item = Value<'a>>) -> Leaf {
    let (mut texts, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
    for value in rows {
        let Value::List(values) = value else { continue };
        if values.is_empty() {
            definitions.push(0);
            repetitions.push(0);
        }
        for (place, text) in values.iter().enumerate() {
            definitions.push(1);
            repetitions.push(i16::from(place > 0));
            texts.push(ByteArray::from(text.as_bytes().to_vec()));
        }
    }
    Leaf { values: Values::Texts(texts), definitions: Some(definitions), repetitions: Some(repetitions) }
}

fn schema() -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::new();
    for column in COLUMNS {
        let optional = if matches!(column.kind, Kind::Text | Kind::Integer | Kind::Time) {
            Repetition::REQUIRED
        } else {
            Repetition::OPTIONAL
        };
        match column.kind {
            Kind::Text | Kind::OptionalText => fields.push(string(column.name, optional)?),
            Kind::Integer | Kind::OptionalInteger => fields.push(integer(column.name, optional)?),
            Kind::Time | Kind::OptionalTime => fields.push(timestamp(column.name, optional)?),
            Kind::PublisherTime => {
                fields.push(timestamp(column.name, optional)?);
                let stem = column.name.trim_end_matches("_at");
                fields.push(integer(&format!("{stem}_offset_minutes"), optional)?);
            }
            Kind::List => fields.push(list_of_strings(column.name)?),
        }
    }
    Ok(Arc::new(Type::group_type_builder("article").with_fields(fields).build()?))
}

fn string(name: &str, repetition: Repetition) -> Result<TypePtr, ParquetError> {
    let string = Type::primitive_type_builder(name, PhysicalType::BYTE_ARRAY)
        .with_repetition(repetition)
        .with_logical_type(Some(LogicalType::String));
    Ok(Arc::new(string.build()?))
}

fn integer(name: &str, repetition: Repetition) -> Result<TypePtr, ParquetError> {
    Ok(Arc::new(Type::primitive_type_builder(name, PhysicalType::INT64).with_repetition(repetition).build()?))
}

fn timestamp(name: &str, repetition: Repetition) -> Result<TypePtr, ParquetError> {
    let microseconds = LogicalType::timestamp(true, TimeUnit::MICROS);
    let timestamp = Type::primitive_type_builder(name, PhysicalType::INT64)
        .with_repetition(repetition)
        .with_logical_type(Some(microseconds));
    Ok(Arc::new(timestamp.build()?))
}

/// The three levels that readers expect (parquet-format, `LogicalTypes.md`); the list itself is always there.
fn list_of_strings(name: &str) -> Result<TypePtr, ParquetError> {
    let element = string("element", Repetition::REQUIRED)?;
    let repeated = Type::group_type_builder("list").with_repetition(Repetition::REPEATED).with_fields(vec![element]);
    let list = Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_converted_type(ConvertedType::LIST)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(repeated.build()?)]);
    Ok(Arc::new(list.build()?))
}
