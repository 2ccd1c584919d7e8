-- Documents above 16 KB (`assets.documents.contents.PART_BYTES`) from before they were cut into parts.
insert into raw.document_parts (document_id, part, content)
select document_id, number::integer as part, array_slice(content, (number - 1) * 16384 + 1, number * 16384) as content
from raw.documents, unnest(range(1, (octet_length(content) + 16383) // 16384 + 1)) as parts (number)
where octet_length(content) > 16384;
update raw.documents set content = null where octet_length(content) > 16384;
