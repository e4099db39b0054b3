#include "cosx_xml.h"
#include "test.h"

/* All events of a document as one text: "<a>", "</a=text>", "!error". TEXT events are left out. */
static char trace[8192];

static const char *scan_bytes(const char *document, size_t size)
{
    /* an exact copy on the heap, so that a sanitizer sees every byte read beyond its end */
    char *copy = malloc(size > 0 ? size : 1);
    cosx_xml_t *xml;
    cosx_xml_event_e event;
    char *end = trace;
    if (copy == NULL) {
        abort();
    }
    memcpy(copy, document, size);
    xml = cosx_xml_open(copy, size);
    trace[0] = '\0';
    while ((event = cosx_xml_next(xml)) > COSX_XML_END) {
        size_t left = sizeof(trace) - (size_t)(end - trace);
        if (event == COSX_XML_OPEN) {
            end += snprintf(end, left, "<%s>", cosx_xml_name(xml));
        } else if (event == COSX_XML_CLOSE) {
            end += snprintf(end, left, "</%s=%s>", cosx_xml_name(xml), cosx_xml_text(xml, NULL));
        }
    }
    if (event == COSX_XML_ERROR) {
        (void)snprintf(end, sizeof(trace) - (size_t)(end - trace), "!%s", cosx_xml_error(xml));
        /* and it stays so */
        if (cosx_xml_next(xml) != COSX_XML_ERROR) {
            (void)snprintf(trace, sizeof(trace), "went on after an error");
        }
    } else if (cosx_xml_next(xml) != COSX_XML_END) {
        (void)snprintf(trace, sizeof(trace), "went on after the end");
    }
    cosx_xml_close(xml);
    free(copy);
    return trace;
}

static const char *scan(const char *document)
{
    return scan_bytes(document, strlen(document));
}

#define CHECK_ERROR(document, what) \
    do { \
        const char *outcome_ = scan(document); \
        const char *error_ = strchr(outcome_, '!'); \
        CHECK(error_ != NULL); \
        CHECK_STR_EQ(what, error_ + 1); \
    } while (0)

TEST(elements_open_and_close_with_their_text)
{
    CHECK_STR_EQ("<a><b></b=x><c></c=yz></a=>", scan("<a><b>x</b><c>yz</c></a>"));
}

TEST(an_empty_element_opens_and_closes)
{
    CHECK_STR_EQ("<a><b></b=><c></c=></a=>", scan("<a><b/><c /></a>"));
    CHECK_STR_EQ("<a></a=>", scan("<a/>"));
}

TEST(text_around_children_stays_together)
{
    CHECK_STR_EQ("<a><b></b=inner></a=before after>", scan("<a>before <b>inner</b>after</a>"));
}

TEST(a_declaration_a_byte_order_mark_and_comments_are_passed_over)
{
    CHECK_STR_EQ("<a></a=xy>", scan("\xEF\xBB\xBF<?xml version=\"1.0\" encoding='UTF-8'?>\n<!-- one --><a>x<!-- two - - -->y</a>\n<!-- three -->\n"));
}

TEST(processing_instructions_are_passed_over)
{
    CHECK_STR_EQ("<a></a=xy>", scan("<?style x?><a>x<?more <b> ?>y</a>"));
}

TEST(attributes_are_checked_and_dropped)
{
    CHECK_STR_EQ("<a><b></b=></a=>", scan("<a xmlns=\"http://x/\" q = 'it &amp; \"s'><b y='1'/></a>"));
}

TEST(prefixes_are_dropped)
{
    CHECK_STR_EQ("<a><b></b=1></a=>", scan("<x:a xmlns:x='u'><x:b>1</x:b></x:a>"));
}

TEST(the_five_entities_are_decoded)
{
    CHECK_STR_EQ("<a></a=<&>\"'>", scan("<a>&lt;&amp;&gt;&quot;&apos;</a>"));
}

TEST(character_references_are_decoded)
{
    CHECK_STR_EQ("<a></a=A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\x01>", scan("<a>&#65;&#xe9;&#x20AC;&#128512;&#x1;</a>"));
}

TEST(cdata_is_taken_as_it_is)
{
    CHECK_STR_EQ("<a></a=x<b>&amp;]]y>", scan("<a>x<![CDATA[<b>&amp;]]]]>y</a>"));
}

TEST(line_ends_become_line_feeds)
{
    CHECK_STR_EQ("<a></a=1\n2\n3\n\n4>", scan("<a>1\r\n2\r3\n<![CDATA[\r\n]]>4</a>"));
}

TEST(text_is_reported_as_it_grows)
{
    cosx_xml_t *xml = cosx_xml_open("<a>12<!-- -->34<b>5</b>6</a>", 28);
    size_t size;
    CHECK_INT_EQ(COSX_XML_OPEN, cosx_xml_next(xml));
    CHECK_INT_EQ(1, cosx_xml_depth(xml));
    CHECK_INT_EQ(COSX_XML_TEXT, cosx_xml_next(xml));
    CHECK_STR_EQ("12", cosx_xml_text(xml, &size));
    CHECK_INT_EQ(2, size);
    CHECK_INT_EQ(COSX_XML_TEXT, cosx_xml_next(xml));
    CHECK_STR_EQ("1234", cosx_xml_text(xml, NULL));
    CHECK_INT_EQ(COSX_XML_OPEN, cosx_xml_next(xml));
    CHECK_INT_EQ(2, cosx_xml_depth(xml));
    CHECK_STR_EQ("", cosx_xml_text(xml, NULL));
    CHECK_INT_EQ(COSX_XML_TEXT, cosx_xml_next(xml));
    CHECK_STR_EQ("5", cosx_xml_text(xml, NULL));
    CHECK_INT_EQ(COSX_XML_CLOSE, cosx_xml_next(xml));
    CHECK_INT_EQ(2, cosx_xml_depth(xml));
    CHECK_INT_EQ(COSX_XML_TEXT, cosx_xml_next(xml));
    CHECK_INT_EQ(1, cosx_xml_depth(xml));
    CHECK_STR_EQ("12346", cosx_xml_text(xml, NULL));
    CHECK_INT_EQ(COSX_XML_CLOSE, cosx_xml_next(xml));
    CHECK_INT_EQ(COSX_XML_END, cosx_xml_next(xml));
    CHECK_INT_EQ(0, cosx_xml_depth(xml));
    cosx_xml_close(xml);
}

TEST(sixty_four_levels_are_fine_and_one_more_is_not)
{
    char document[1024] = "";
    int i;
    for (i = 0; i < 64; i++) {
        strcat(document, "<a>");
    }
    for (i = 0; i < 64; i++) {
        strcat(document, "</a>");
    }
    CHECK(strchr(scan(document), '!') == NULL);
    document[0] = '\0';
    for (i = 0; i < 65; i++) {
        strcat(document, "<a>");
    }
    CHECK_ERROR(document, "more than 64 elements inside each other at byte 192");
}

TEST(document_types_are_refused)
{
    CHECK_ERROR("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "document type declaration at byte 0");
    CHECK_ERROR("<a/><!DOCTYPE a>", "document type declaration at byte 4");
}

TEST(other_entities_are_refused)
{
    CHECK_ERROR("<a>&nbsp;</a>", "unknown or malformed reference at byte 3");
    CHECK_ERROR("<a>&amp</a>", "unknown or malformed reference at byte 3");
    CHECK_ERROR("<a b='&x;'/>", "unknown or malformed reference at byte 6");
    CHECK_ERROR("<a>a & b</a>", "unknown or malformed reference at byte 5");
}

TEST(references_to_no_character_are_refused)
{
    CHECK_ERROR("<a>&#0;</a>", "unknown or malformed reference at byte 3");
    CHECK_ERROR("<a>&#xD800;</a>", "unknown or malformed reference at byte 3");
    CHECK_ERROR("<a>&#x110000;</a>", "unknown or malformed reference at byte 3");
    CHECK_ERROR("<a>&#;</a>", "unknown or malformed reference at byte 3");
    CHECK_ERROR("<a>&#x;</a>", "unknown or malformed reference at byte 3");
    CHECK_ERROR("<a>&#6a;</a>", "unknown or malformed reference at byte 3");
}

TEST(documents_that_break_off_are_refused)
{
    CHECK_ERROR("", "no element at byte 0");
    CHECK_ERROR("  ", "no element at byte 2");
    CHECK_ERROR("<a>", "the document ends inside an element at byte 3");
    CHECK_ERROR("<a><b></b>", "the document ends inside an element at byte 10");
    CHECK_ERROR("<a", "tag without an end at byte 0");
    CHECK_ERROR("<a b='c", "attribute value without an end at byte 3");
    CHECK_ERROR("<a></a", "malformed end tag at byte 3");
    CHECK_ERROR("<a><![CDATA[x]]", "CDATA section without an end at byte 3");
    CHECK_ERROR("<a><!-- x", "comment without an end at byte 3");
    CHECK_ERROR("<?xml version='1.0'", "processing instruction without an end at byte 0");
    CHECK_ERROR("<", "malformed tag at byte 0");
}

TEST(tags_that_do_not_match_are_refused)
{
    CHECK_ERROR("<a></b>", "end tag of another element at byte 3");
    CHECK_ERROR("<a><b></a></b>", "end tag of another element at byte 6");
    CHECK_ERROR("</a>", "end tag without an element at byte 0");
    CHECK_ERROR("<x:a></y:a>", "end tag of another element at byte 5");
}

TEST(malformed_markup_is_refused)
{
    CHECK_ERROR("<1/>", "malformed tag at byte 0");
    CHECK_ERROR("<a b/>", "attribute without a value at byte 3");
    CHECK_ERROR("<a b=c/>", "attribute value without quotes at byte 3");
    CHECK_ERROR("<a b='<'/>", "\"<\" in an attribute value at byte 6");
    CHECK_ERROR("<a b='1'c='2'/>", "malformed tag at byte 8");
    CHECK_ERROR("<a><!ELEMENT b></a>", "malformed markup at byte 3");
    CHECK_ERROR("<a>]]></a>", "\"]]>\" outside a CDATA section at byte 3");
    CHECK_ERROR("<a><!-- -- --></a>", "\"--\" inside a comment at byte 3");
}

TEST(only_one_root_and_nothing_beside_it)
{
    CHECK_ERROR("<a/><b/>", "a second root element at byte 4");
    CHECK_ERROR("x<a/>", "text outside the root element at byte 0");
    CHECK_ERROR("<a/>x", "text outside the root element at byte 4");
    CHECK_ERROR("<a/><![CDATA[x]]>", "CDATA section outside the root element at byte 4");
    CHECK_ERROR(" <?xml version='1.0'?><a/>", "XML declaration not at the start at byte 1");
}

TEST(bytes_that_are_not_utf_8_are_refused)
{
    CHECK_ERROR("<a>\xFF</a>", "invalid UTF-8 at byte 3");
    CHECK_ERROR("<a>\xC0\xAF</a>", "invalid UTF-8 at byte 3");
    CHECK_ERROR("<a>\xED\xA0\x80</a>", "invalid UTF-8 at byte 3");
    CHECK_ERROR("<a>\xF4\x90\x80\x80</a>", "invalid UTF-8 at byte 3");
    CHECK_ERROR("<a>ab\xE2\x82</a>", "invalid UTF-8 at byte 5");
    CHECK_ERROR("<\xFF/>", "invalid UTF-8 at byte 1");
}

TEST(control_characters_are_refused)
{
    CHECK_ERROR("<a>\x01</a>", "control character 0x01 at byte 3");
    CHECK_STR_EQ("!text outside the root element at byte 0", scan_bytes("\0<a/>", 5));
    CHECK_STR_EQ("<a>!control character 0x00 at byte 3", scan_bytes("<a>\0</a>", 8));
}

TEST(every_beginning_of_a_document_is_refused_without_reading_past_its_end)
{
    static const char document[] = "<?xml version='1.0'?><a b='&lt;'>t&#x41;<![CDATA[c]]><!--d--><e/>\xE2\x82\xAC\r\n</a>";
    size_t size;
    for (size = 0; size < sizeof(document) - 1; size++) {
        CHECK(strchr(scan_bytes(document, size), '!') != NULL);
    }
    CHECK(strchr(scan(document), '!') == NULL);
}

TEST(long_text_is_kept_whole)
{
    size_t size = 300000;
    char *document = malloc(size + 16);
    cosx_xml_t *xml;
    size_t text_size = 0;
    cosx_xml_event_e event;
    memcpy(document, "<a>", 3);
    memset(document + 3, 'x', size);
    memcpy(document + 3 + size, "</a>", 4);
    xml = cosx_xml_open(document, size + 7);
    while ((event = cosx_xml_next(xml)) > COSX_XML_END) {
        (void)cosx_xml_text(xml, &text_size);
    }
    CHECK_INT_EQ(COSX_XML_END, event);
    CHECK_INT_EQ(size, text_size);
    cosx_xml_close(xml);
    free(document);
}

TEST(attributes_are_given_decoded_to_those_who_ask)
{
    static const char document[] =
        "<a xmlns:type=\"no\" x:type = ' a\t&lt;\xE2\x82\xAC&#65;' other='\"' empty=\"\"><b other=\"1\"/>t</a>";
    cosx_xml_t *xml = cosx_xml_open(document, sizeof(document) - 1);
    const char *value = NULL;
    size_t size = 0;

    CHECK_INT_EQ(0, cosx_xml_attribute(xml, "type", &value, &size));
    CHECK_INT_EQ(COSX_XML_OPEN, cosx_xml_next(xml));
    CHECK_INT_EQ(1, cosx_xml_attribute(xml, "type", &value, &size));
    CHECK_STR_EQ(" a <\xE2\x82\xAC" "A", value);
    CHECK_INT_EQ(strlen(value), size);
    CHECK_INT_EQ(1, cosx_xml_attribute(xml, "other", &value, NULL));
    CHECK_STR_EQ("\"", value);
    CHECK_INT_EQ(1, cosx_xml_attribute(xml, "empty", &value, &size));
    CHECK_STR_EQ("", value);
    CHECK_INT_EQ(0, size);
    CHECK_INT_EQ(0, cosx_xml_attribute(xml, "typ", &value, &size));
    CHECK_INT_EQ(COSX_XML_OPEN, cosx_xml_next(xml));
    CHECK_INT_EQ(0, cosx_xml_attribute(xml, "type", &value, &size));
    CHECK_INT_EQ(1, cosx_xml_attribute(xml, "other", &value, &size));
    CHECK_STR_EQ("1", value);
    CHECK_INT_EQ(COSX_XML_CLOSE, cosx_xml_next(xml));
    CHECK_INT_EQ(0, cosx_xml_attribute(xml, "other", &value, &size));
    CHECK_INT_EQ(COSX_XML_TEXT, cosx_xml_next(xml));
    CHECK_STR_EQ("t", cosx_xml_text(xml, NULL));
    cosx_xml_close(xml);
}

TEST(an_attribute_holds_utf_8_like_the_rest)
{
    CHECK_ERROR("<a b='\xE2\x82'/>", "invalid UTF-8 at byte 3");
}

TEST_MAIN(NULL, NULL)
