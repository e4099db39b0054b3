/* Documents as nodes, and values of single nodes. */
#include "cos_api.h"
#include "cos_sys_util.h"
#include "cos_xml.h"
#include "test.h"

static cos_pool_t *pool;

static int load(const char *text, mxml_node_t **root)
{
    cos_list_t body = cos_list_head_init(body);

    if (*text != '\0') {
        cos_list_add_tail(&cos_buf_pack(pool, text, 1)->node, &body);
        cos_list_add_tail(&cos_buf_pack(pool, text + 1, (int)strlen(text) - 1)->node, &body);
    }
    return get_xmldoc(&body, root);
}

static mxml_node_t *tree(const char *text)
{
    mxml_node_t *root = NULL;
    CHECK_INT_EQ(COSE_OK, load(text, &root));
    return root;
}

TEST(a_document_becomes_a_tree_that_mini_xml_can_search)
{
    mxml_node_t *root = tree("<?xml version='1.0' encoding='utf-8'?>\n<A x='1'>\n <n:B xsi:type='T&amp;'>t &lt;<![CDATA[<]]></n:B>\n</A>");
    mxml_node_t *b = mxmlFindElement(root, root, "B", NULL, NULL, MXML_DESCEND);

    CHECK(b != NULL);
    CHECK_STR_EQ("t <<", mxmlGetOpaque(b));
    CHECK_STR_EQ("T&", mxmlElementGetAttr(b, "xsi:type"));
    CHECK_STR_EQ("A", mxmlGetElement(mxmlGetParent(b)));
    CHECK(mxmlGetParent(mxmlGetParent(b)) == root);
    mxmlDelete(root);
}

TEST(without_a_declaration_the_root_is_the_first_element)
{
    mxml_node_t *root = tree("<A/>");

    CHECK_STR_EQ("A", mxmlGetElement(root));
    mxmlDelete(root);
}

TEST(documents_with_a_dtd_or_entities_and_broken_ones_are_refused)
{
    static const char *const bad[] = { "", "x", "<A>", "<A></B>", "<!DOCTYPE A [<!ENTITY e 'x'>]><A>&e;</A>", "<A>&e;</A>",
                                       "<A/><B/>", "<A>\xff</A>" };
    size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        mxml_node_t *root = (mxml_node_t *)(uintptr_t)1;
        CHECK_INT_EQ(COSE_XML_PARSE_ERROR, load(bad[i], &root));
        CHECK(root == NULL);
    }
}

TEST(the_other_name_of_the_function_does_the_same)
{
    cos_list_t body = cos_list_head_init(body);
    mxml_node_t *root = NULL;

    cos_list_add_tail(&cos_buf_pack(pool, "<A/>", 4)->node, &body);
    CHECK_INT_EQ(COSE_OK, cos_parse_xml_body(&body, &root));
    CHECK_STR_EQ("A", mxmlGetElement(root));
    mxmlDelete(root);
}

TEST(texts_are_found_by_name_and_by_path)
{
    mxml_node_t *root = tree("<A><B><C>1</C></B><D><C>2</C></D><E/>own</A>");
    cos_string_t value = cos_null_string;

    CHECK_STR_EQ("1", get_xmlnode_value(pool, root, "C"));
    CHECK_STR_EQ("2", get_xmlnode_value(pool, root, "D/C"));
    CHECK_STR_EQ("2", get_xmlnode_value(pool, root, "A/D/C"));
    CHECK_STR_EQ("", get_xmlnode_value(pool, root, "E"));
    CHECK(get_xmlnode_value(pool, root, "B/D") == NULL);
    CHECK(get_xmlnode_value(pool, NULL, "B") == NULL);
    CHECK_STR_EQ("own", get_spec_xmlnode_value(pool, root));
    CHECK_INT_EQ(COSE_OK, get_spec_xmlnode_value_str(pool, root, &value));
    CHECK_INT_EQ(3, value.len);
    CHECK_INT_EQ(COSE_OK, get_xmlnode_value_str(pool, root, "D/C", &value));
    CHECK_STR_EQ("2", value.data);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, get_xmlnode_value_str(pool, root, "F", &value));
    CHECK_STR_EQ("2", value.data);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, get_spec_xmlnode_value_str(pool, NULL, &value));
    mxmlDelete(root);
}

TEST(numbers_are_whole_and_in_range_or_refused)
{
    mxml_node_t *root = tree("<A><I> -2147483648 </I><J>2147483648</J><L>-9223372036854775808</L>"
                             "<U>18446744073709551615</U><V>18446744073709551616</V><N>-1</N><F>1.5</F><W>1x</W><E/></A>");
    int i = 0;
    int64_t l = 0;
    uint64_t u = 0;
    float f = 0;

    CHECK_INT_EQ(COSE_OK, get_xmlnode_value_int(pool, root, "I", &i));
    CHECK_INT_EQ(INT32_MIN, i);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, get_xmlnode_value_int(pool, root, "J", &i));
    CHECK_INT_EQ(COSE_OK, get_xmlnode_value_int64(pool, root, "L", &l));
    CHECK_INT_EQ(INT64_MIN, l);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, get_xmlnode_value_int64(pool, root, "U", &l));
    CHECK_INT_EQ(COSE_OK, get_xmlnode_value_uint64(pool, root, "U", &u));
    CHECK(u == UINT64_MAX);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, get_xmlnode_value_uint64(pool, root, "V", &u));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, get_xmlnode_value_uint64(pool, root, "N", &u));
    CHECK_INT_EQ(COSE_OK, get_xmlnode_value_float(pool, root, "F", &f));
    CHECK(f == 1.5f);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, get_xmlnode_value_float(pool, root, "W", &f));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, get_xmlnode_value_int(pool, root, "W", &i));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, get_xmlnode_value_int(pool, root, "E", &i));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, get_xmlnode_value_int(pool, root, "missing", &i));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, get_xmlnode_value_uint64(pool, root, "missing", &u));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, get_xmlnode_value_float(pool, root, "missing", &f));
    CHECK_INT_EQ(INT32_MIN, i);
    mxmlDelete(root);
}

TEST(trees_loaded_as_words_or_numbers_are_read_as_well)
{
    mxml_node_t *words = mxmlNewElement(NULL, "A");
    mxml_node_t *number = mxmlNewElement(words, "N");
    mxml_node_t *real = mxmlNewElement(words, "R");
    int value = 0;
    float f = 0;

    mxmlNewText(words, 0, "two");
    mxmlNewText(words, 1, "words");
    mxmlNewCDATA(words, "<cdata>");
    mxmlNewInteger(number, 42);
    mxmlNewReal(real, 0.5);
    CHECK_STR_EQ("two words<cdata>", get_spec_xmlnode_value(pool, words));
    CHECK_INT_EQ(COSE_OK, get_xmlnode_value_int(pool, words, "N", &value));
    CHECK_INT_EQ(42, value);
    CHECK_INT_EQ(COSE_OK, get_xmlnode_value_float(pool, words, "R", &f));
    CHECK(f == 0.5f);
    mxmlDelete(words);
}

TEST(values_of_any_length_are_set_and_can_be_read_back)
{
    mxml_node_t *root = mxmlNewElement(NULL, "A");
    cos_string_t none = cos_null_string;
    cos_string_t value;
    char *text = malloc(100001);
    char *saved;

    memset(text, '<', 100000);
    text[100000] = '\0';
    cos_str_set(&value, text);
    CHECK(set_xmlnode_value_str(root, "Long", &value) != NULL);
    CHECK(set_xmlnode_value_str(root, "None", &none) != NULL);
    CHECK(set_xmlnode_value_int(root, "I", -7) != NULL);
    CHECK(set_xmlnode_value_int64(root, "L", INT64_MIN) != NULL);
    value.len = 2;
    build_xml_node(root, "Short", &value);
    build_xml_node(root, "Nothing", &none);
    build_xml_node_with_parent(root, "Parent", "Child", &value);
    build_xml_node_with_parent(root, "NoParent", "Child", &none);
    CHECK_STR_EQ(text, get_xmlnode_value(pool, root, "Long"));
    CHECK_STR_EQ("", get_xmlnode_value(pool, root, "None"));
    CHECK_STR_EQ("-7", get_xmlnode_value(pool, root, "I"));
    CHECK_STR_EQ("-9223372036854775808", get_xmlnode_value(pool, root, "L"));
    CHECK_STR_EQ("<<", get_xmlnode_value(pool, root, "Short"));
    CHECK_STR_EQ("<<", get_xmlnode_value(pool, root, "Parent/Child"));
    CHECK(get_xmlnode_value(pool, root, "Nothing") == NULL && get_xmlnode_value(pool, root, "NoParent") == NULL);
    free(text);
#if MXML_MAJOR_VERSION >= 4
    saved = mxmlSaveAllocString(root, NULL);
#else
    saved = mxmlSaveAllocString(root, MXML_NO_CALLBACK);
#endif
    CHECK(strstr(saved, "<Short>&lt;&lt;</Short>") != NULL);
    free(saved);
    mxmlDelete(root);
}

TEST(a_program_walks_from_one_element_to_the_next)
{
    mxml_node_t *root = tree("<A><P><B>1</B></P><B>2</B><C>3</C></A>");
    cos_string_t value = cos_null_string;
    mxml_node_t *node = cos_serveral_parse_from_xml_node(pool, root, root, "B", &value);

    CHECK_STR_EQ("1", value.data);
    node = cos_serveral_parse_from_xml_node(pool, node, root, "B", &value);
    CHECK_STR_EQ("2", value.data);
    CHECK(cos_serveral_parse_from_xml_node(pool, node, root, "B", &value) == NULL);
    CHECK_STR_EQ("2", value.data);
    cos_common_parse_from_xml_node(pool, root, root, "C", &value);
    CHECK_STR_EQ("3", value.data);
    cos_common_parse_from_parent_node(pool, root, "P", "B", &value);
    CHECK_STR_EQ("1", value.data);
    cos_common_parse_from_parent_node(pool, root, "Q", "B", &value);
    cos_common_parse_from_parent_node(pool, root, "P", "C", &value);
    CHECK_STR_EQ("1", value.data);
    mxmlDelete(root);
}

TEST(trees_deeper_than_documents_may_be_are_refused)
{
    mxml_node_t *root = mxmlNewElement(NULL, "Rule");
    mxml_node_t *node = root;
    cos_lifecycle_rule_content_t rule;
    int i;

    for (i = 0; i < 1000; i++) {
        node = mxmlNewElement(node, "Deep");
    }
    memset(&rule, 0, sizeof(rule));
    rule.expire.days = 3;
    cos_lifecycle_rule_content_parse(pool, root, &rule);
    CHECK_INT_EQ(3, rule.expire.days);
    mxmlDelete(root);
}

static void before(void)
{
    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize(NULL, 0));
    cos_pool_create(&pool, NULL);
}

static void after(void)
{
    cos_pool_destroy(pool);
    cos_http_io_deinitialize();
}

TEST_MAIN(before, after)
