"""Each operation of Tencent's Python client that is not data processing, and the test that carries it out."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from qcloud_cos import CosS3Client

HERE = Path(__file__).parent

#: By test file: the test, and the operations that it carries out.
COVERED = {
    "test_tencent_python.py": {
        "test_buckets_are_made_listed_seen_and_removed": """
            list_buckets bucket_exists head_bucket get_bucket_location get_bucket_versioning delete_bucket""",
        "test_put_get_head_delete": "put_object get_object head_object object_exists delete_object",
        "test_listings_in_pages": "list_objects",
        "test_multipart_by_hand": """
            create_multipart_upload upload_part list_parts list_multipart_uploads complete_multipart_upload
            abort_multipart_upload""",
        "test_files_go_up_and_down_in_parts": "upload_file download_file",
        "test_copies_small_and_in_parts": "copy_object copy upload_part_copy",
        "test_many_objects_are_deleted_at_once": "delete_objects",
        "test_appending": "append_object",
        "test_presigned_urls_work_by_themselves": "get_presigned_url",
    },
    "test_tencent_python_config.py": {
        "test_a_configuration_is_set_read_and_deleted": """
            put_bucket_cors get_bucket_cors delete_bucket_cors
            put_bucket_lifecycle get_bucket_lifecycle delete_bucket_lifecycle
            put_bucket_website get_bucket_website delete_bucket_website
            put_bucket_tagging get_bucket_tagging delete_bucket_tagging
            put_bucket_domain get_bucket_domain delete_bucket_domain
            put_bucket_origin get_bucket_origin delete_bucket_origin
            put_bucket_encryption get_bucket_encryption delete_bucket_encryption""",
        "test_versioning": "put_bucket_versioning",
        "test_replication_needs_versioning": """
            put_bucket_replication get_bucket_replication delete_bucket_replication""",
        "test_logging": "put_bucket_logging get_bucket_logging",
        "test_policy": "put_bucket_policy get_bucket_policy delete_bucket_policy",
        "test_referer": "put_bucket_referer get_bucket_referer delete_bucket_referer",
        "test_inventories": """
            put_bucket_inventory post_bucket_inventory get_bucket_inventory delete_bucket_inventory
            list_bucket_inventory_configurations""",
        "test_intelligent_tiering": """
            put_bucket_intelligenttiering get_bucket_intelligenttiering put_bucket_intelligenttiering_v2
            get_bucket_intelligenttiering_v2 list_bucket_intelligenttiering_configurations""",
        "test_object_lock": "put_bucket_object_lock get_bucket_object_lock",
        "test_everything_a_bucket_has_is_asked_for_at_once": "get_bucket_meta",
        "test_acl_of_buckets_and_objects": "put_bucket_acl get_bucket_acl put_object_acl get_object_acl",
        "test_tags_of_objects": "put_object_tagging get_object_tagging delete_object_tagging",
        "test_archived_objects": "restore_object",
        "test_the_parameters_that_may_shape_an_answer": """
            put_bucket_response_control get_bucket_response_control delete_bucket_response_control""",
        "test_the_certificate_of_a_domain": """
            put_bucket_domain_certificate get_bucket_domain_certificate delete_bucket_domain_certificate""",
    },
    "test_tencent_python_requests.py": {
        "test_urls_are_made_and_work": "get_object_url get_presigned_download_url",
        "test_a_signature_by_itself_opens_the_door": "get_auth get_conf",
        "test_a_failure_is_tried_again_and_says_so": "get_retry_exe_times inc_retry_exe_times",
        "test_an_answer_of_nobody_moves_the_client_to_the_other_domain": "should_switch_domain",
        "test_a_pool_of_connections_of_its_own": """
            handle_built_in_connection_pool_by_pid generate_built_in_connection_pool send_request""",
    },
    "test_tencent_python_transfers.py": {
        "test_a_file_goes_up_as_it_is": "put_object_from_local_file",
        "test_a_buffer_goes_up_in_parts": "upload_file_from_buffer",
        "test_metadata_and_storage_class_are_changed_in_place": """
            update_object_meta change_object_storage_class""",
        "test_buckets_are_filtered_and_paged": "create_bucket",
    },
    "test_tencent_python_versions.py": {
        "test_versions_are_listed_in_pages": "list_objects_versions",
        "test_links": "put_symlink get_symlink",
        "test_rows_of_csv_and_json": "select_object_content",
    },
    "test_tencent_python_live.py": {
        "test_a_live_channel_is_made_switched_and_deleted": """
            put_live_channel get_live_channel_info get_live_channel_status put_live_channel_switch
            get_live_channel_history delete_live_channel""",
        "test_live_channels_are_listed": "list_live_channel",
        "test_playlists": "post_vod_playlist get_vod_playlist",
        "test_an_address_to_push_to_is_signed": "get_rtmp_signed_url",
        "test_what_would_be_fetched_from_elsewhere_is_refused": "put_async_fetch_task get_async_fetch_task",
    },
}

#: Data processing (CI) under names of an older time. The rest of it begins with `ci_`.
PROCESSING = {
    "file_hash": "a `ci-process` of objects",
    "get_media_info": "a `ci-process` of objects",
    "get_object_sensitive_content_recognition": "moderation",
    "get_pm3u8": "a `ci-process` of objects",
    "get_snapshot": "a `ci-process` of objects",
}


def test_each_operation_has_its_test() -> None:
    offered = {
        name for name, _ in inspect.getmembers(CosS3Client, callable) if not name.startswith(("_", "ci_"))
    }
    covered = {name for tests in COVERED.values() for names in tests.values() for name in names.split()}
    assert sorted(offered - PROCESSING.keys() - covered) == []
    assert sorted(covered - offered) == []


def test_each_test_carries_out_its_operations() -> None:
    for file, tests in COVERED.items():
        source = (HERE / file).read_text()
        for test, names in tests.items():
            found = re.search(rf"^def {test}\(.*?(?=^def |^@|\Z)", source, re.DOTALL | re.MULTILINE)
            assert found, f"{file} has no {test}"
            for name in names.split():
                if test == "test_a_configuration_is_set_read_and_deleted":
                    # Its cases name them: put_bucket_NAME, get_bucket_NAME, delete_bucket_NAME.
                    assert f'"{name.split("_", 2)[2]}"' in source, name
                else:
                    assert f".{name}(" in found[0] or f".{name}," in found[0], f"{test} does not call {name}"
